import type { Place } from "../generated/Place";

/** The name with as much after it as tells it from others: `Portland, Oregon, United States`. */
export function withRegion({ name, region, country }: Place): string {
  return region && region !== name ? `${name}, ${region}, ${country}` : `${name}, ${country}`;
}

import type { Asked } from "../generated/Asked";

/** What is asked of each choice of a comparison, and of what is usual; itself for everything else. */
export function innerAsked(asked: Asked): Asked {
  return asked.kind === "comparison" || asked.kind === "typical" ? innerAsked(asked.of) : asked;
}

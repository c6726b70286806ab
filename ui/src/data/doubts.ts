import type { SeriesPreview } from "../generated/SeriesPreview";
import { counted } from "./figures";

/** What is doubtful about a series, a few words each. */
export function doubts({
  values,
  gaps,
  duplicates,
  within_a_second: together,
  missing,
}: SeriesPreview): string[] {
  if (values === 0) return ["no value in any row"];
  return [
    gaps ? `${counted(gaps, "step")} without a value` : "",
    duplicates ? `${counted(duplicates, "time")} told more than once` : "",
    together ? `${counted(together, "value")} within a second of a later one, which is kept` : "",
    missing ? `${counted(missing, "row")} left empty` : "",
  ].filter(Boolean);
}

import type { InsertReport } from "../generated/InsertReport";
import { counted, formatCount } from "./figures";

/** What an import did to a series, as a sentence. */
export function reportWords({ inserted, changed, unchanged }: Omit<InsertReport, "import">): string {
  if (inserted === 0 && changed === 0) {
    return unchanged === 0 ? "It holds no values." : `All ${counted(unchanged, "value")} were there already.`;
  }
  const parts = [
    inserted > 0 ? `${counted(inserted, "new value")}` : "",
    changed > 0 ? `${formatCount(changed)} changed` : "",
    unchanged > 0 ? `${formatCount(unchanged)} there already` : "",
  ].filter(Boolean);
  return `${parts.join(", ")}.`;
}

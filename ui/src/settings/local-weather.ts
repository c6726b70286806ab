import type { Place } from "../generated/Place";
import type { UnitSystem } from "../generated/UnitSystem";
import { shownUnit } from "../units/units";

/** What is said of the weather at a saved place, to stand behind its name; empty where nothing is. */
export function localWeather(place: Place, system: UnitSystem): string {
  const { local } = place;
  if (!local) return "";
  const height = (metres: number) =>
    system === "metric" ? `${Math.round(metres)} m` : `${Math.round(metres / 0.3048)} ft`;
  const parts: string[] = [];
  if (local.elevation != null) parts.push(`${height(local.elevation)} above the sea`);
  if (local.higher_by != null) {
    const { higher_by: metres } = local;
    parts.push(`${height(Math.abs(metres))} ${metres < 0 ? "below" : "above"} the town`);
  }
  for (const { variable, offset } of local.offsets) {
    if (variable !== "temperature") continue;
    const { scale, symbol } = shownUnit(variable, system);
    const degrees = Math.round(Math.abs(offset) * scale * 10) / 10;
    parts.push(`${degrees} ${symbol} ${offset < 0 ? "colder" : "warmer"}`);
  }
  return parts.map((part) => `; ${part}`).join("");
}

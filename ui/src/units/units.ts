import type { Unit } from "../generated/Unit";
import type { UnitSystem } from "../generated/UnitSystem";
import type { Variable } from "../generated/Variable";

/** How a value in a variable's canonical unit is shown and typed: `shown = canonical * scale + offset`. */
export interface ShownUnit {
  /** As written after a number; empty for what has none. */
  symbol: string;
  scale: number;
  offset: number;
  /** What one press of the arrow in a number field adds, in the unit shown. */
  step: number;
}

const same = (symbol: string, step: number): ShownUnit => ({ symbol, scale: 1, offset: 0, step });

const METRIC = {
  temperature: same("°C", 1),
  speed: { symbol: "km/h", scale: 3.6, offset: 0, step: 1 },
  depth: same("mm", 0.1),
  distance: same("km", 1),
};

const IMPERIAL = {
  temperature: { symbol: "°F", scale: 1.8, offset: 32, step: 1 },
  speed: { symbol: "mph", scale: 1 / 0.44704, offset: 0, step: 1 },
  depth: { symbol: "in", scale: 1 / 25.4, offset: 0, step: 0.01 },
  distance: { symbol: "mi", scale: 1 / 1.609344, offset: 0, step: 1 },
};

/** The unit a variable is shown in. A series carries its own, which is never converted. */
export function shownUnit(variable: Variable, system: UnitSystem, seriesUnit?: Unit): ShownUnit {
  const units = system === "metric" ? METRIC : IMPERIAL;
  switch (variable) {
    case "temperature":
    case "dew_point":
      return units.temperature;
    case "wind_speed":
    case "wind_gust":
      return units.speed;
    case "precipitation":
      return units.depth;
    case "visibility":
      return units.distance;
    case "relative_humidity":
    case "cloud_cover":
      return same("%", 5);
    case "pressure":
      return same("hPa", 1);
    case "particulate_matter":
    case "inhalable_particulate_matter":
    case "ozone":
      return same("µg/m³", 1);
    case "rain_reported":
    case "ultraviolet_index":
      return same("", 1);
    default:
      return same(seriesUnit ? unitSymbol(seriesUnit) : "", 1);
  }
}

/** A canonical value as a number to show in a field: rounded so that a conversion leaves no trail of digits. */
export function toShown(canonical: number, unit: ShownUnit): number {
  const value = canonical * unit.scale + unit.offset;
  const digits = unit.step < 0.1 ? 2 : 1;
  return Number(value.toFixed(digits));
}

/** A number typed in the unit shown, in the canonical unit. */
export function toCanonical(shown: number, unit: ShownUnit): number {
  return (shown - unit.offset) / unit.scale;
}

const SYMBOLS: Record<Extract<Unit, string>, string> = {
  celsius: "°C",
  fahrenheit: "°F",
  kelvin: "K",
  metre_per_second: "m/s",
  kilometre_per_hour: "km/h",
  mile_per_hour: "mph",
  knot: "kn",
  millimetre: "mm",
  inch: "in",
  kilometre: "km",
  mile: "mi",
  hectopascal: "hPa",
  inch_of_mercury: "inHg",
  percent: "%",
  kilowatt_hour: "kWh",
  watt_hour: "Wh",
  megawatt_hour: "MWh",
  microgram_per_cubic_metre: "µg/m³",
};

/** A unit as written after a number. */
export function unitSymbol(unit: Unit): string {
  return typeof unit === "string" ? SYMBOLS[unit] : unit.named;
}

import type { Dates } from "../generated/Dates";
import type { UnitSystem } from "../generated/UnitSystem";

export const UNIT_OPTIONS: { value: UnitSystem; label: string; example: string }[] = [
  { value: "metric", label: "Metric", example: "°C, km/h, mm" },
  { value: "imperial", label: "Imperial", example: "°F, mph, in" },
];

export const DATE_OPTIONS: { value: Dates; label: string; example: string }[] = [
  { value: "day_month", label: "Day first", example: "Fri 14 June" },
  { value: "month_day", label: "Month first", example: "Fri, June 14" },
  { value: "iso", label: "ISO 8601", example: "2013-06-14" },
];

import type { FileFormat } from "../generated/FileFormat";
import type { SeriesKind } from "../generated/SeriesKind";

/** The forms of files, as named in a sentence. */
export const FORMATS: Record<FileFormat, string> = {
  table: "a table (CSV)",
  json: "JSON records",
  parquet: "a Parquet table",
  ghcn_daily: "a GHCN-Daily station file",
  integrated_surface: "Integrated Surface Data (ISD)",
  climate_reference: "a U.S. Climate Reference Network file",
  metar: "METAR reports",
  energy_plus_weather: "an EnergyPlus weather file (EPW)",
  home_assistant: "a Home Assistant database",
  wee_wx: "a WeeWX database",
  calendar: "a calendar (iCalendar)",
};

/** What the values of a series can be, and how they add up. */
export const KINDS: Record<SeriesKind, string> = {
  level: "A level, as a temperature",
  amount: "An amount in each step",
  count: "A count in each step",
  price: "A price",
};

/** Whether dates and numbers of this form are written as people write them, one way or another. */
export function isWritten(format: FileFormat): boolean {
  return format === "table" || format === "json";
}

/** Whether files of this form come from one weather station. */
export function isOfStation(format: FileFormat): boolean {
  return ["ghcn_daily", "integrated_surface", "climate_reference", "metar", "wee_wx"].includes(format);
}

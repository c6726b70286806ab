import type { FileFormat } from "../generated/FileFormat";
import type { ImportOptions } from "../generated/ImportOptions";
import type { ImportPreview } from "../generated/ImportPreview";
import type { SeriesKind } from "../generated/SeriesKind";

/** What a person says of one series; what is absent stays as it was judged. */
export interface SeriesCorrection {
  title?: string;
  unit?: string;
  kind?: SeriesKind;
}

/** What a person says of a file, and which of its series are wanted. */
export interface Corrections {
  format: FileFormat | null;
  timeZone: string;
  dayFirst: boolean | null;
  decimalComma: boolean | null;
  /** Where the station stands, as a place or a position. */
  at: string;
  station: string;
  /** The wanted series, by their columns. */
  chosen: ReadonlySet<string>;
  series: ReadonlyMap<string, SeriesCorrection>;
}

/** Options that say nothing. */
export function noOptions(): ImportOptions {
  return {
    format: null,
    series: [],
    all: false,
    title: null,
    unit: null,
    time_zone: null,
    day_first: null,
    decimal_comma: null,
    position: null,
    station: null,
  };
}

/** Nothing said. */
export function noCorrections(): Corrections {
  return {
    format: null,
    timeZone: "",
    dayFirst: null,
    decimalComma: null,
    at: "",
    station: "",
    chosen: new Set(),
    series: new Map(),
  };
}

/** What a preview says was already said of the file, or of an earlier one like it. */
export function correctionsOf({ options, series }: ImportPreview): Corrections {
  const known = new Map<string, SeriesCorrection>();
  for (const choice of options.series) {
    // A choice may go by title or by number; only the column tells which field it belongs to.
    const meant = series.find(({ column }) => column === choice.column);
    if (meant) known.set(meant.column, said(choice.title, choice.unit, choice.kind));
  }
  const chosen = series.filter((one) => one.chosen).map(({ column }) => column);
  const [only] = chosen;
  if (chosen.length === 1 && only !== undefined && (options.title !== null || options.unit !== null)) {
    known.set(only, { ...said(options.title, options.unit, null), ...known.get(only) });
  }
  return {
    format: options.format,
    timeZone: options.time_zone ?? "",
    dayFirst: options.day_first,
    decimalComma: options.decimal_comma,
    at: options.position ? options.position.join(", ") : "",
    station: options.station ?? "",
    chosen: new Set(chosen),
    series: known,
  };
}

/** The options that say it all, of these columns in the order of the file. */
export function optionsOf(corrections: Corrections, columns: readonly string[]): ImportOptions {
  const given = (text: string) => text.trim() || null;
  return {
    ...noOptions(),
    format: corrections.format,
    series: columns
      .filter((column) => corrections.chosen.has(column))
      .map((column) => {
        const { title, unit, kind } = corrections.series.get(column) ?? {};
        return { column, title: given(title ?? ""), unit: given(unit ?? ""), kind: kind ?? null };
      }),
    time_zone: given(corrections.timeZone),
    day_first: corrections.dayFirst,
    decimal_comma: corrections.decimalComma,
    station: given(corrections.station),
  };
}

function said(title: string | null, unit: string | null, kind: SeriesKind | null): SeriesCorrection {
  return { ...(title !== null && { title }), ...(unit !== null && { unit }), ...(kind !== null && { kind }) };
}

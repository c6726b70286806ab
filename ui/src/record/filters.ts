import type { RecordReport } from "../generated/RecordReport";
import type { RecordRequest } from "../generated/RecordRequest";

/** All that was issued live. */
export function wholeRecord(): RecordRequest {
  return { place: null, activity: null, variable: null, since: null, as_of: false, limit: null };
}

/** Whether only a part is looked at. */
export function isFiltered({ place, activity, variable, since }: RecordRequest): boolean {
  return [place, activity, variable, since].some((wanted) => wanted !== null);
}

/** A part of the record by what it is of, with what there is to choose from. */
export interface Filter {
  key: "place" | "activity" | "variable";
  label: string;
  all: string;
  options: string[];
}

/** The filters worth showing: those with something to choose between, and those that are set. */
export function filters(report: RecordReport, request: RecordRequest): Filter[] {
  const known: Filter[] = [
    { key: "place", label: "Place", all: "All places", options: report.places },
    { key: "activity", label: "What for", all: "Everything", options: report.activities },
    { key: "variable", label: "Of what", all: "All of it", options: report.variables },
  ];
  return known.filter(({ key, options }) => options.length > 1 || request[key] !== null);
}

import type { Bound } from "../generated/Bound";
import type { Criterion } from "../generated/Criterion";
import type { ThresholdSource } from "../generated/ThresholdSource";
import type { Variable } from "../generated/Variable";
import { type ShownUnit, toCanonical, toShown } from "../units/units";

/** A criterion as it stands in two number fields; an empty field is no limit. */
export interface DraftCriterion {
  /** What the limits were made from; a draft left as it was gives it back unchanged. */
  origin: Criterion;
  unit: ShownUnit;
  lower: number | null;
  upper: number | null;
}

/** The weather variables a person can add a limit for, by the name shown. */
export const ADDABLE: { variable: Extract<Variable, string>; label: string }[] = [
  { variable: "temperature", label: "temperature" },
  { variable: "precipitation", label: "rain" },
  { variable: "wind_speed", label: "wind" },
  { variable: "wind_gust", label: "gusts" },
  { variable: "cloud_cover", label: "cloud" },
  { variable: "visibility", label: "visibility" },
  { variable: "relative_humidity", label: "humidity" },
];

/** The limits of a criterion as typed into fields. */
export function draft(criterion: Criterion, unit: ShownUnit): DraftCriterion {
  const [lower, upper] = limits(criterion.bound);
  return {
    origin: criterion,
    unit,
    lower: lower === null ? null : toShown(lower, unit),
    upper: upper === null ? null : toShown(upper, unit),
  };
}

/** A criterion without a limit yet, to be filled in. */
export function newDraft(variable: Extract<Variable, string>, unit: ShownUnit): DraftCriterion {
  const label = ADDABLE.find((addable) => addable.variable === variable)?.label ?? variable;
  const origin: Criterion = {
    label,
    variable,
    aggregation: "every",
    // Replaced by what is typed: a draft without limits is refused by `problemWith`.
    bound: { kind: "at_most", limit: Number.POSITIVE_INFINITY },
    source: { kind: "yours" },
  };
  return { origin, unit, lower: null, upper: null };
}

/** What keeps a draft from being used, as a sentence; null when nothing does. */
export function problemWith({ lower, upper, origin }: DraftCriterion): string | null {
  if (lower === null && upper === null)
    return `Give ${origin.label} a lowest or a highest value, or remove it.`;
  if (lower !== null && upper !== null && lower > upper) {
    return `The lowest ${origin.label} is above the highest: swap them.`;
  }
  return null;
}

/**
 * The criterion a draft stands for: the original where nothing was changed, else one whose limits are the user's. A
 * limit that was left alone stays exactly what it was, whatever its conversion was rounded to.
 */
export function finished({ origin, unit, lower, upper }: DraftCriterion): Criterion {
  const before = draft(origin, unit);
  if (before.lower === lower && before.upper === upper) return origin;
  const [exactLower, exactUpper] = limits(origin.bound);
  const canonical = (typed: number | null, shown: number | null, exact: number | null) =>
    typed === shown ? exact : typed === null ? null : toCanonical(typed, unit);
  return {
    ...origin,
    bound: bound(canonical(lower, before.lower, exactLower), canonical(upper, before.upper, exactUpper)),
    source: { kind: "yours" },
  };
}

/** Who says where the limit lies, in words. */
export function sourceWords(source: ThresholdSource): string {
  switch (source.kind) {
    case "cited":
      return source.source;
    case "our_default":
      return "our default";
    case "yours":
      return "set by you";
    case "asked":
      return "as you asked";
  }
}

function limits(bound: Bound): [number | null, number | null] {
  switch (bound.kind) {
    case "at_most":
      return [null, Number.isFinite(bound.limit) ? bound.limit : null];
    case "at_least":
      return [bound.limit, null];
    case "within":
      return [bound.lower, bound.upper];
  }
}

function bound(lower: number | null, upper: number | null): Bound {
  if (lower !== null && upper !== null) return { kind: "within", lower, upper };
  if (lower !== null) return { kind: "at_least", limit: lower };
  return { kind: "at_most", limit: upper ?? Number.POSITIVE_INFINITY };
}

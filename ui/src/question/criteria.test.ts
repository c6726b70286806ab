import { expect, test } from "vitest";
import type { Criterion } from "../generated/Criterion";
import { shownUnit } from "../units/units";
import { draft, finished, newDraft, problemWith } from "./criteria";

const wind: Criterion = {
  label: "light wind",
  variable: "wind_speed",
  aggregation: "every",
  bound: { kind: "at_most", limit: 5.5 },
  source: { kind: "cited", source: "Beaufort 3" },
};
const warm: Criterion = {
  label: "pleasant temperature",
  variable: "temperature",
  aggregation: "every",
  bound: { kind: "within", lower: 18.123, upper: 27 },
  source: { kind: "our_default" },
};
const kmh = shownUnit("wind_speed", "metric");
const celsius = shownUnit("temperature", "metric");

test("limits are shown in the unit the person reads", () => {
  expect(draft(wind, kmh)).toMatchObject({ lower: null, upper: 19.8 });
  expect(draft(warm, shownUnit("temperature", "imperial"))).toMatchObject({ lower: 64.6, upper: 80.6 });
});

test("a criterion left as it was comes back untouched, source and all", () => {
  expect(finished(draft(wind, kmh))).toBe(wind);
});

test("a changed limit is the user's, in the canonical unit", () => {
  const changed = finished({ ...draft(wind, kmh), upper: 36 });
  expect(changed.bound).toEqual({ kind: "at_most", limit: 10 });
  expect(changed.source).toEqual({ kind: "yours" });
});

test("the limit that was left alone stays exact", () => {
  const changed = finished({ ...draft(warm, celsius), upper: 25 });
  expect(changed.bound).toEqual({ kind: "within", lower: 18.123, upper: 25 });
});

test("which limits are given decides the kind of bound", () => {
  expect(finished({ ...draft(warm, celsius), upper: null }).bound).toEqual({
    kind: "at_least",
    limit: 18.123,
  });
  expect(finished({ ...draft(warm, celsius), lower: null }).bound).toEqual({ kind: "at_most", limit: 27 });
  expect(finished({ ...draft(wind, kmh), lower: 3.6 }).bound).toEqual({
    kind: "within",
    lower: 1,
    upper: 5.5,
  });
});

test("a new criterion needs a limit first", () => {
  const added = newDraft("cloud_cover", shownUnit("cloud_cover", "metric"));
  expect(added).toMatchObject({ lower: null, upper: null });
  expect(problemWith(added)).toMatch(/lowest or a highest/);
  const filled = { ...added, upper: 30 };
  expect(problemWith(filled)).toBeNull();
  expect(finished(filled)).toMatchObject({ variable: "cloud_cover", bound: { kind: "at_most", limit: 30 } });
});

test("limits the wrong way round are refused", () => {
  expect(problemWith({ ...draft(warm, celsius), lower: 30 })).toMatch(/swap/);
});

import { expect, test } from "vitest";
import type { Criterion } from "../generated/Criterion";
import { isEdited, mergeEdits, noEdits, withoutSlot } from "./edits";

const dry: Criterion = {
  label: "dry",
  variable: "precipitation",
  aggregation: "every",
  bound: { kind: "at_most", limit: 0.2 },
  source: { kind: "yours" },
};

test("a second change keeps the first", () => {
  const first = mergeEdits(noEdits(), { place: 2267057 });
  const both = mergeEdits(first, { from_hour: 9, to_hour: 12 });
  expect(both).toEqual({ ...noEdits(), place: 2267057, from_hour: 9, to_hour: 12 });
});

test("what a change leaves open stays as it was", () => {
  const edits = { ...noEdits(), place: 1, from_date: "2013-06-15" };
  expect(mergeEdits(edits, { ...noEdits(), from_hour: 7 })).toEqual({ ...edits, from_hour: 7 });
});

test("hour 0 is a change like any other", () => {
  expect(mergeEdits({ ...noEdits(), from_hour: 9 }, { from_hour: 0 }).from_hour).toBe(0);
});

test("another activity takes its criteria and its length with it, and leaves place and day", () => {
  const edits = {
    ...noEdits(),
    activity: "picnic",
    criteria: [dry],
    length_hours: 3,
    place: 7,
    from_date: "2013-06-15",
  };
  expect(mergeEdits(edits, { activity: "run" })).toEqual({
    ...noEdits(),
    activity: "run",
    place: 7,
    from_date: "2013-06-15",
  });
});

test("the same activity once more keeps the criteria", () => {
  const edits = { ...noEdits(), activity: "run", criteria: [dry] };
  expect(mergeEdits(edits, { activity: "run" })).toEqual(edits);
});

test("another first day drops the last day that belonged to the old one", () => {
  const edits = { ...noEdits(), from_date: "2013-06-15", to_date: "2013-06-16" };
  expect(mergeEdits(edits, { from_date: "2013-06-20" }).to_date).toBeNull();
});

test("merging changes neither of the two", () => {
  const edits = { ...noEdits(), place: 1 };
  const change = { place: 2 };
  mergeEdits(edits, change);
  expect(edits.place).toBe(1);
  expect(change).toEqual({ place: 2 });
});

test("resetting a part leaves the others", () => {
  const edits = { ...noEdits(), from_hour: 7, to_hour: 9, length_hours: 2, place: 3 };
  expect(isEdited(edits, "hours")).toBe(true);
  const reset = withoutSlot(edits, "hours");
  expect(reset).toEqual({ ...noEdits(), place: 3 });
  expect(isEdited(reset, "hours")).toBe(false);
  expect(isEdited(reset, "where")).toBe(true);
});

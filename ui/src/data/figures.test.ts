import { expect, test } from "vitest";
import type { SeriesPreview } from "../generated/SeriesPreview";
import { doubts } from "./doubts";
import { counted, formatValue, shareDone } from "./figures";
import { reportWords } from "./report";

test("values have four significant digits and no idle zeros", () => {
  const table: [number, string][] = [
    [0, "0"],
    [0.8, "0.8"],
    [21.345, "21.35"],
    [-21.345, "-21.35"],
    [1013.25, "1,013"],
    [0.001234, "0.001234"],
    [123456, "123,456"],
  ];
  for (const [value, text] of table) expect(formatValue(value)).toBe(text);
});

test("counts agree with their nouns", () => {
  expect(counted(1, "value")).toBe("1 value");
  expect(counted(1440, "value")).toBe("1,440 values");
  expect(counted(2, "series", "series")).toBe("2 series");
});

test("a share is told only where the whole is known, and is never more than all", () => {
  expect(shareDone(5, 0)).toBeNull();
  expect(shareDone(5, 10)).toBe(0.5);
  expect(shareDone(11, 10)).toBe(1);
});

test("doubts are told only where there are any", () => {
  const clean = { values: 10, gaps: 0, duplicates: 0, within_a_second: 0, missing: 0 } as SeriesPreview;
  expect(doubts(clean)).toEqual([]);
  expect(doubts({ ...clean, gaps: null })).toEqual([]);
  expect(doubts({ ...clean, gaps: 1, duplicates: 2, within_a_second: 9, missing: 1 })).toEqual([
    "1 step without a value",
    "2 times told more than once",
    "9 values within a second of a later one, which is kept",
    "1 row left empty",
  ]);
  expect(doubts({ ...clean, values: 0, missing: 10 })).toEqual(["no value in any row"]);
});

test("a report says what is new, what changed and what was there", () => {
  expect(reportWords({ inserted: 1, changed: 0, unchanged: 0 })).toBe("1 new value.");
  expect(reportWords({ inserted: 1408, changed: 2, unchanged: 3 })).toBe(
    "1,408 new values, 2 changed, 3 there already.",
  );
  expect(reportWords({ inserted: 0, changed: 0, unchanged: 7 })).toBe("All 7 values were there already.");
  expect(reportWords({ inserted: 0, changed: 0, unchanged: 0 })).toBe("It holds no values.");
});

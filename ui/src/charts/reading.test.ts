import { expect, test } from "vitest";
import { markAfterKey, nearestMark } from "./reading";

const marks = [10, 20, 40].map((x) => ({ x, y: 0, text: "" }));

test.each([
  [-50, 0],
  [14, 0],
  [16, 1],
  [29, 1],
  [31, 2],
  [900, 2],
])("at %d the nearest mark is %d", (x, index) => {
  expect(nearestMark(marks, x)).toBe(index);
});

test("without marks there is nothing to read", () => {
  expect(nearestMark([], 10)).toBeNull();
});

test.each([
  ["ArrowRight", null, 0],
  ["ArrowRight", 1, 2],
  ["ArrowRight", 9, 9],
  ["ArrowLeft", null, 9],
  ["ArrowLeft", 0, 0],
  ["Home", 5, 0],
  ["End", 5, 9],
  ["PageUp", 1, 7],
  ["PageDown", 3, 0],
  ["Escape", 4, null],
])("%s from %s leads to %s", (key, from, to) => {
  expect(markAfterKey(key, from, 10)).toBe(to);
});

test("other keys are left to the page", () => {
  expect(markAfterKey("Tab", 3, 10)).toBeUndefined();
  expect(markAfterKey("Escape", null, 10)).toBeUndefined();
});

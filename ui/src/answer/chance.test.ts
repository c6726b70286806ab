import { expect, test } from "vitest";
import { countOutcomes, formatChance } from "./chance";

test.each([
  [0, "<1 %"],
  [0.002, "<1 %"],
  [0.006, "1 %"],
  [0.725, "73 %"],
  [0.994, "99 %"],
  [0.998, ">99 %"],
  [1, ">99 %"],
])("a chance of %d is written %s", (chance, written) => {
  expect(formatChance(chance)).toBe(written);
});

test.each([
  [0, 0, "Fewer than 1 of 20"],
  [0.01, 0, "Fewer than 1 of 20"],
  [0.43, 9, "9 of 20"],
  [0.72, 14, "14 of 20"],
  [0.99, 20, "Nearly all of 20"],
  [1, 20, "Nearly all of 20"],
])("a chance of %d fills %d dots: %s", (chance, count, words) => {
  expect(countOutcomes(chance, 20)).toEqual({ count, words: `${words} equally likely outcomes` });
});

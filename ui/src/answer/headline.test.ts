import { expect, test } from "vitest";
import { splitHeadline } from "./headline";

test("a headline is cut around its number", () => {
  expect(splitHeadline("Likely, 7 in 10: dry", "7 in 10")).toEqual({
    before: "Likely, ",
    emphasis: "7 in 10",
    after: ": dry",
  });
});

test("a number stays with its unit", () => {
  expect(splitHeadline("Likely, 86 %: about 4 °C up", "86 %")).toEqual({
    before: "Likely, ",
    emphasis: "86\u00a0%",
    after: ": about 4\u00a0°C up",
  });
});

test("without the number in it, the headline stays whole", () => {
  const whole = { before: "Likely dry", emphasis: "", after: "" };
  expect(splitHeadline("Likely dry", "7 in 10")).toEqual(whole);
  expect(splitHeadline("Likely dry", "")).toEqual(whole);
});

import { expect, test } from "vitest";
import type { WatchCondition } from "../generated/WatchCondition";
import { levelOf, withLevel } from "./condition";

const chance: WatchCondition = { kind: "chance", crossing: "below", level: 0.29 };
const amount: WatchCondition = { kind: "amount", crossing: "above", limit: 31.5, unit: "kWh" };

test("a chance is edited in whole per cent", () => {
  expect(levelOf(chance)).toBe(29);
  expect(withLevel(chance, "above", 40)).toEqual({ kind: "chance", crossing: "above", level: 0.4 });
  expect(withLevel(chance, "below", 140)).toEqual({ kind: "chance", crossing: "below", level: 1 });
});

test("an amount is edited in its unit", () => {
  expect(levelOf(amount)).toBe(31.5);
  expect(withLevel(amount, "below", 20)).toEqual({
    kind: "amount",
    crossing: "below",
    limit: 20,
    unit: "kWh",
  });
});

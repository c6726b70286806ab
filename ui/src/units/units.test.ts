import { expect, test } from "vitest";
import type { UnitSystem } from "../generated/UnitSystem";
import type { Variable } from "../generated/Variable";
import { shownUnit, toCanonical, toShown, unitSymbol } from "./units";

test.each<[Variable, UnitSystem, number, number, string]>([
  ["temperature", "metric", 21.5, 21.5, "°C"],
  ["temperature", "imperial", 0, 32, "°F"],
  ["temperature", "imperial", -40, -40, "°F"],
  ["dew_point", "imperial", 100, 212, "°F"],
  ["wind_speed", "metric", 20 / 3.6, 20, "km/h"],
  ["wind_speed", "imperial", 4.4704, 10, "mph"],
  ["wind_gust", "metric", 10, 36, "km/h"],
  ["precipitation", "metric", 0.2, 0.2, "mm"],
  ["precipitation", "imperial", 25.4, 1, "in"],
  ["precipitation", "imperial", 0.254, 0.01, "in"],
  ["visibility", "metric", 5, 5, "km"],
  ["visibility", "imperial", 16.09344, 10, "mi"],
  ["cloud_cover", "imperial", 30, 30, "%"],
  ["relative_humidity", "metric", 80, 80, "%"],
])("%s in %s units: %d is shown as %d %s", (variable, system, canonical, shown, symbol) => {
  const unit = shownUnit(variable, system);
  expect(unit.symbol).toBe(symbol);
  expect(toShown(canonical, unit)).toBe(shown);
  expect(toCanonical(shown, unit)).toBeCloseTo(canonical, 9);
});

test("a conversion leaves no trail of digits in a field", () => {
  expect(toShown(5.555555555, shownUnit("wind_speed", "metric"))).toBe(20);
  expect(toShown(5, shownUnit("precipitation", "imperial"))).toBe(0.2);
});

test("a series keeps its own unit in both systems", () => {
  const variable: Variable = { series: "i94-traffic" };
  const named = { named: "vehicles per hour" };
  for (const system of ["metric", "imperial"] as const) {
    const unit = shownUnit(variable, system, named);
    expect(unit.symbol).toBe("vehicles per hour");
    expect(toShown(4812, unit)).toBe(4812);
  }
});

test("a unit is written by its symbol, or by its own name", () => {
  expect(unitSymbol("kilowatt_hour")).toBe("kWh");
  expect(unitSymbol({ named: "USD per barrel" })).toBe("USD per barrel");
});

import { expect, test } from "vitest";
import type { PastImport } from "../generated/PastImport";
import { byFile, fileName, written } from "./past-imports";

const part = (id: number, series: string, origin = "/home/you/house.csv"): PastImport => ({
  import: id,
  series,
  origin,
  imported_at: `2026-11-22T21:00:0${id}Z`,
  inserted: 10 * id,
  changed: id,
  unchanged: 0,
});

test("the series of one file are one import, and a file imported twice is two", () => {
  const files = byFile([
    part(5, "power"),
    part(4, "heat"),
    part(3, "power"),
    part(2, "heat"),
    part(1, "heat", "/tmp/a.csv"),
  ]);
  expect(files.map(({ parts }) => parts.map((one) => one.import))).toEqual([[5, 4], [3, 2], [1]]);
  expect(files[0] && written(files[0])).toEqual({ inserted: 90, changed: 9 });
});

test("nothing imported is no file", () => {
  expect(byFile([])).toEqual([]);
});

test("a file is known by the last part of its path", () => {
  expect(fileName("/home/you/meter.csv")).toBe("meter.csv");
  expect(fileName("C:\\Users\\you\\meter.csv")).toBe("meter.csv");
  expect(fileName("meter.csv")).toBe("meter.csv");
});

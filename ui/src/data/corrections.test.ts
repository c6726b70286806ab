import { expect, test } from "vitest";
import type { ImportOptions } from "../generated/ImportOptions";
import type { ImportPreview } from "../generated/ImportPreview";
import type { SeriesPreview } from "../generated/SeriesPreview";
import { correctionsOf, noCorrections, noOptions, optionsOf } from "./corrections";

const series = (column: string, chosen = true) => ({ column, chosen }) as SeriesPreview;

function preview(options: Partial<ImportOptions>, ...columns: SeriesPreview[]): ImportPreview {
  return {
    format: "table",
    confidence: 1,
    series: columns,
    plans: [],
    whole: true,
    notes: [],
    options: { ...noOptions(), ...options },
    remembered: false,
  };
}

test("where nothing was said, what the preview chose is wanted and nothing else is said", () => {
  const corrections = correctionsOf(preview({}, series("power"), series("note", false)));
  expect(optionsOf(corrections, ["power", "note"])).toEqual({
    ...noOptions(),
    series: [{ column: "power", title: null, unit: null, kind: null }],
  });
});

test("what was said of an earlier file comes back as it was said", () => {
  const said: Partial<ImportOptions> = {
    series: [
      { column: "power", title: "Heating", unit: "kWh", kind: "amount" },
      { column: "flow", title: null, unit: null, kind: "level" },
    ],
    time_zone: "Europe/Lisbon",
    day_first: true,
    decimal_comma: false,
    station: "Roof",
  };
  const corrections = correctionsOf(preview(said, series("power"), series("flow"), series("other", false)));
  expect(optionsOf(corrections, ["power", "flow", "other"])).toEqual({ ...noOptions(), ...said });
});

test("a title and a unit for the one series are corrections of that series", () => {
  const corrections = correctionsOf(preview({ title: "Meter", unit: "kWh" }, series("value")));
  expect(corrections.series.get("value")).toEqual({ title: "Meter", unit: "kWh" });
});

test("a position is shown as it can be typed", () => {
  expect(correctionsOf(preview({ position: [41.15, -8.61] })).at).toBe("41.15, -8.61");
});

test("series go in the order of the file, and an emptied field says nothing", () => {
  const corrections = {
    ...noCorrections(),
    timeZone: "  ",
    chosen: new Set(["b", "a"]),
    series: new Map([["a", { title: " ", unit: "W" }]]),
  };
  const options = optionsOf(corrections, ["a", "b", "c"]);
  expect(options.series.map(({ column, title, unit }) => [column, title, unit])).toEqual([
    ["a", null, "W"],
    ["b", null, null],
  ]);
  expect(options.time_zone).toBeNull();
});

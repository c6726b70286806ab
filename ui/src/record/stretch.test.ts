import { expect, test } from "vitest";
import { isSame, measuredIn, stretchOf } from "./stretch";

test("the newest two months of a long series are proposed, without the days that aren't whole", () => {
  const series = { first: "2009-12-01T00:00:00Z", last: "2011-12-08T00:00:00Z", time_zone: "Europe/London" };
  expect(stretchOf(series)).toEqual({ from: "2011-10-08", to: "2011-12-06" });
});

test("days are those of the series' own calendar", () => {
  const series = {
    first: "2012-10-02T14:00:00Z",
    last: "2018-10-01T04:00:00Z",
    time_zone: "America/Chicago",
  };
  expect(stretchOf(series)?.to).toBe("2018-09-28");
});

test("of a short series, the first two months are left to learn from", () => {
  const series = { first: "2020-01-01T00:00:00Z", last: "2020-03-20T00:00:00Z", time_zone: "UTC" };
  expect(stretchOf(series)).toEqual({ from: "2020-03-01", to: "2020-03-18" });
  expect(stretchOf({ ...series, last: "2020-02-01T00:00:00Z" })).toBeNull();
  expect(stretchOf({ ...series, last: null })).toBeNull();
});

test("names are the same whatever their case", () => {
  expect(isSame(" new york", "New York ")).toBe(true);
  expect(isSame("York", "New York")).toBe(false);
});

test("what is measured at a place is found by its name", () => {
  const [seattle, jfk] = [
    "Daily weather of Seattle, 2012 to 2015",
    "Hourly weather at New York JFK Airport, 2013",
  ];
  const sources = [seattle, jfk].map((title) => ({ title, holds: "", age: "" }));
  expect(measuredIn(sources, "seattle ")).toEqual([seattle]);
  expect(measuredIn(sources, "New York City")).toEqual([jfk]);
  expect(measuredIn(sources, "Lisbon")).toEqual([]);
  expect(measuredIn(sources, "")).toEqual([]);
});

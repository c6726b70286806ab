import { expect, test } from "vitest";
import { daysAndHours } from "./spans";

const zone = "-04:00[America/New_York]";
const span = (start: string, end: string) => ({ start: `${start}:00${zone}`, end: `${end}:00${zone}` });

test("the hours of one day", () => {
  expect(daysAndHours([span("2013-06-15T11:00", "2013-06-15T17:00")])).toEqual({
    firstDay: "2013-06-15",
    lastDay: "2013-06-15",
    fromHour: 11,
    toHour: 17,
  });
});

test("midnight at the end is hour 24 of the day before", () => {
  expect(daysAndHours([span("2013-06-15T00:00", "2013-06-16T00:00")])).toEqual({
    firstDay: "2013-06-15",
    lastDay: "2013-06-15",
    fromHour: 0,
    toHour: 24,
  });
});

test("the same hours of several days", () => {
  const spans = [span("2013-06-15T11:00", "2013-06-15T17:00"), span("2013-06-16T11:00", "2013-06-16T17:00")];
  expect(daysAndHours(spans)).toMatchObject({ firstDay: "2013-06-15", lastDay: "2013-06-16", toHour: 17 });
});

test("one span over several whole days", () => {
  expect(daysAndHours([span("2013-06-15T00:00", "2013-06-18T00:00")])).toMatchObject({
    firstDay: "2013-06-15",
    lastDay: "2013-06-17",
    toHour: 24,
  });
});

test("a night belongs to the day it begins on", () => {
  expect(daysAndHours([span("2013-06-15T20:00", "2013-06-16T06:00")])).toEqual({
    firstDay: "2013-06-15",
    lastDay: "2013-06-15",
    fromHour: 20,
    toHour: 6,
  });
});

test("a day of 25 hours is one day", () => {
  const spans = [
    {
      start: "2013-11-03T00:00:00-04:00[America/New_York]",
      end: "2013-11-04T00:00:00-05:00[America/New_York]",
    },
  ];
  expect(daysAndHours(spans)).toMatchObject({ firstDay: "2013-11-03", lastDay: "2013-11-03", toHour: 24 });
});

test("no spans, nothing to show", () => {
  expect(daysAndHours([])).toBeNull();
});

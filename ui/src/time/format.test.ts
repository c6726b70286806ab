import { expect, test } from "vitest";
import { formatClock, formatDate, formatDay, formatMoment, formatWindow } from "./format";
import { wallTime } from "./wall";

const evening = wallTime("2013-06-14T18:00:00-04:00[America/New_York]");

test("days are written as the person wants them", () => {
  expect(formatDay(evening, "day_month")).toBe("Fri 14 June 2013");
  expect(formatDay(evening, "month_day")).toBe("Fri, June 14, 2013");
  expect(formatDay(evening, "iso")).toBe("Fri 2013-06-14");
  expect(formatDate(evening, "month_day")).toBe("June 14, 2013");
});

test("a moment has its clock, with both digits", () => {
  expect(formatMoment(evening, "day_month")).toBe("Fri 14 June 2013, 18:00");
  expect(formatClock(wallTime("2013-06-14T07:05"))).toBe("07:05");
});

test.each([
  ["2013-06-15T12:00", "2013-06-15T15:00", "Sat 15 June 2013, 12:00 to 15:00"],
  ["2013-06-15T21:00", "2013-06-16T00:00", "Sat 15 June 2013, 21:00 to 24:00"],
  ["2013-06-15T22:00", "2013-06-16T02:00", "Sat 15 June 2013, 22:00 to Sun 16 June 2013, 02:00"],
])("from %s to %s", (start, end, expected) => {
  expect(formatWindow(wallTime(start), wallTime(end), "day_month")).toBe(expected);
});

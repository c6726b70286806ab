import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dayBefore, isoDate, machineWallTime, wallTime, wallTimeIn, weekday } from "./wall";

// The other side of the world: whatever leaks in from the zone of the machine shows.
beforeEach(() => {
  vi.stubEnv("TZ", "Pacific/Auckland");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test("the machine of this test is far away from the places in it", () => {
  expect(machineWallTime("2013-06-14T22:00:00Z")).toMatchObject({ day: 15, hour: 10 });
});

test.each([
  ["2013-06-14T11:00:00-04:00[America/New_York]", { year: 2013, month: 6, day: 14, hour: 11, minute: 0 }],
  ["2013-11-03T01:30:00-05:00[America/New_York]", { year: 2013, month: 11, day: 3, hour: 1, minute: 30 }],
  ["2014-01-01T00:00:00.5+08:00[Asia/Shanghai]", { year: 2014, month: 1, day: 1, hour: 0, minute: 0 }],
  ["2013-06-14T22:00:00Z", { year: 2013, month: 6, day: 14, hour: 22, minute: 0 }],
  ["2013-06-14", { year: 2013, month: 6, day: 14, hour: 0, minute: 0 }],
])("%s is read as it is written", (written, expected) => {
  expect(wallTime(written)).toEqual(expected);
});

test("what is no moment is refused", () => {
  expect(() => wallTime("next Friday")).toThrow(/not a moment/);
});

test("an instant in a named zone", () => {
  expect(wallTimeIn("America/New_York", "2013-06-15T02:30:00Z")).toMatchObject({
    day: 14,
    hour: 22,
    minute: 30,
  });
  expect(wallTimeIn("Asia/Shanghai", "2013-06-14T16:00:00Z")).toMatchObject({ day: 15, hour: 0 });
  expect(wallTimeIn("Nowhere/At_All", "2013-06-14T16:00:00Z")).toMatchObject({ day: 14, hour: 16 });
});

test("days of the week and the day before, over the ends of months and leap days", () => {
  expect(weekday(wallTime("2013-06-14"))).toBe(5);
  expect(weekday(wallTime("2026-11-22"))).toBe(0);
  expect(isoDate(dayBefore(wallTime("2013-03-01")))).toBe("2013-02-28");
  expect(isoDate(dayBefore(wallTime("2012-03-01")))).toBe("2012-02-29");
  expect(isoDate(dayBefore(wallTime("2014-01-01")))).toBe("2013-12-31");
});

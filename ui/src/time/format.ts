import type { Dates } from "../generated/Dates";
import { dayBefore, isoDate, two, type WallTime, weekday } from "./wall";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `14 June 2013`, `June 14, 2013` or `2013-06-14`. */
export function formatDate(time: WallTime, dates: Dates): string {
  const month = MONTHS[time.month - 1];
  switch (dates) {
    case "day_month":
      return `${time.day} ${month} ${time.year}`;
    case "month_day":
      return `${month} ${time.day}, ${time.year}`;
    case "iso":
      return isoDate(time);
  }
}

/** `Fri 14 June 2013`, `Fri, June 14, 2013` or `Fri 2013-06-14`. */
export function formatDay(time: WallTime, dates: Dates): string {
  return `${WEEKDAYS[weekday(time)]}${dates === "month_day" ? "," : ""} ${formatDate(time, dates)}`;
}

/** `18:00`. */
export function formatClock({ hour, minute }: WallTime): string {
  return `${two(hour)}:${two(minute)}`;
}

/** `Fri 14 June 2013, 18:00`. */
export function formatMoment(time: WallTime, dates: Dates): string {
  return `${formatDay(time, dates)}, ${formatClock(time)}`;
}

/** `Fri 14 June 2013, 11:00 to 14:00`, with the second day named only when it is another one. */
export function formatWindow(start: WallTime, end: WallTime, dates: Dates): string {
  const endsAtMidnight = end.hour === 0 && end.minute === 0;
  const lastDay = endsAtMidnight ? dayBefore(end) : end;
  const endClock = endsAtMidnight ? "24:00" : formatClock(end);
  if (isoDate(start) === isoDate(lastDay)) return `${formatMoment(start, dates)} to ${endClock}`;
  return `${formatMoment(start, dates)} to ${formatDay(lastDay, dates)}, ${endClock}`;
}

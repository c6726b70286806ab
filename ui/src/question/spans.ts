import type { Span } from "../generated/Span";
import { dayBefore, isoDate, wallTime } from "../time/wall";

/** The days and hours of a question as they stand in the fields of its chips. */
export interface DaysAndHours {
  firstDay: string;
  lastDay: string;
  fromHour: number;
  /** 1 to 24. */
  toHour: number;
}

/** What the spans of a question cover; midnight at an end is hour 24 of the day before. */
export function daysAndHours(spans: Span[]): DaysAndHours | null {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) return null;
  const start = wallTime(first.start);
  const endOfFirst = wallTime(first.end);
  const end = wallTime(last.end);
  const lastStart = wallTime(last.start);
  // A span that runs past midnight still belongs to the day it starts on; one of several whole days does not.
  const lastDay =
    spans.length > 1 || hoursBetween(first) <= 24 ? lastStart : end.hour === 0 ? dayBefore(end) : end;
  return {
    firstDay: isoDate(start),
    lastDay: isoDate(lastDay),
    fromHour: start.hour,
    toHour: endOfFirst.hour === 0 ? 24 : endOfFirst.hour,
  };
}

function hoursBetween({ start, end }: Span): number {
  const instant = (written: string) => Date.parse(written.replace(/\[.*\]$/, ""));
  return (instant(end) - instant(start)) / 3_600_000;
}

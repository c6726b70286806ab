import type { Dates } from "../generated/Dates";
import { formatClock, formatDate } from "../time/format";
import { isoDate, machineWallTime } from "../time/wall";

/** `22 November 2026, 21:05`; of today the time of day alone. */
export function formatWhen(instant: string, dates: Dates, now = new Date()): string {
  const time = machineWallTime(instant);
  const clock = formatClock(time);
  return isoDate(time) === isoDate(machineWallTime(now.toISOString()))
    ? clock
    : `${formatDate(time, dates)}, ${clock}`;
}

/** `22 November 2026`. */
export function formatDayOf(instant: string, dates: Dates): string {
  return formatDate(machineWallTime(instant), dates);
}

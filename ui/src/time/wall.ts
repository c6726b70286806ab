/** What a clock and a calendar on the wall of some place show. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;

/**
 * The wall time written in a moment such as `2013-06-14T11:00:00-04:00[America/New_York]`, or in a bare date.
 * It is read off the text: the zone of this machine must never enter, so `Date` doesn't either.
 */
export function wallTime(written: string): WallTime {
  const found = WRITTEN.exec(written);
  if (!found)
    throw new RangeError(`“${written}” is not a moment such as 2013-06-14T11:00:00-04:00[America/New_York]`);
  const [, year, month, day, hour = "0", minute = "0"] = found;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
  };
}

/** The wall time of this machine at an instant: right only for what the user did here, such as asking. */
export function machineWallTime(instant: string): WallTime {
  const date = new Date(instant);
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
  };
}

/** The wall time of a zone by its IANA name at an instant; that of UTC where the zone is unknown here. */
export function wallTimeIn(zone: string, instant: string): WallTime {
  const fields = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en", { ...fields, hourCycle: "h23", timeZone: zone });
  } catch {
    format = new Intl.DateTimeFormat("en", { ...fields, hourCycle: "h23", timeZone: "UTC" });
  }
  const parts = Object.fromEntries(
    format.formatToParts(new Date(instant)).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/** `2013-06-14`. */
export function isoDate({ year, month, day }: WallTime): string {
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** The calendar day before, at the same time of day. */
export function dayBefore(time: WallTime): WallTime {
  const date = new Date(Date.UTC(time.year, time.month - 1, time.day - 1));
  return { ...time, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 for Sunday to 6 for Saturday. */
export function weekday({ year, month, day }: WallTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

export function two(value: number): string {
  return String(value).padStart(2, "0");
}

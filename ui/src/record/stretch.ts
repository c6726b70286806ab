import type { SeriesInfo } from "../generated/SeriesInfo";
import type { SourceState } from "../generated/SourceState";
import { isoDate, wallTimeIn } from "../time/wall";

/** Days of a series that are proposed to be replayed. */
const DAYS = 60;
const DAY = 86_400_000;

/** Its newest days that are there whole, on the calendar of its place; null where it holds too little for a past before them. */
export function stretchOf({
  first,
  last,
  time_zone,
}: Pick<SeriesInfo, "first" | "last" | "time_zone">): { from: string; to: string } | null {
  if (first === null || last === null) return null;
  const [begin, end] = [Date.parse(first), Date.parse(last)];
  // What is asked the evening before is about the day after, which has to be there.
  const to = end - 2 * DAY;
  const from = Math.max(to - (DAYS - 1) * DAY, begin + DAYS * DAY);
  if (from >= to) return null;
  const day = (moment: number) => isoDate(wallTimeIn(time_zone, new Date(moment).toISOString()));
  return { from: day(from), to: day(to) };
}

/** Whether two names are one. */
export function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** What is measured at a place and when: the sources that name it. */
export function measuredIn(sources: readonly SourceState[], place: string): string[] {
  // New York City is measured at New York's airports.
  const name = place
    .trim()
    .toLowerCase()
    .replace(/ city$/, "");
  if (name.length < 3) return [];
  return sources.map(({ title }) => title).filter((title) => title.toLowerCase().includes(name));
}

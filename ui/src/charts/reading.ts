import type { Mark } from "../generated/Mark";

/** The index of the mark nearest to a horizontal position; null where there is none. */
export function nearestMark(marks: readonly Mark[], x: number): number | null {
  let nearest: number | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, mark] of marks.entries()) {
    if (Math.abs(mark.x - x) < distance) {
      distance = Math.abs(mark.x - x);
      nearest = index;
    }
  }
  return nearest;
}

/** Where a key leads from one of `count` marks: null ends reading, undefined means that the key is not for this. */
export function markAfterKey(key: string, from: number | null, count: number): number | null | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return from === null ? 0 : Math.min(from + 1, last);
    case "ArrowLeft":
    case "ArrowDown":
      return from === null ? last : Math.max(from - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageUp":
      return Math.min((from ?? 0) + 6, last);
    case "PageDown":
      return Math.max((from ?? last) - 6, 0);
    case "Escape":
      return from === null ? undefined : null;
    default:
      return undefined;
  }
}

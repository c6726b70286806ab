/** `1,440`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** `1 value`, `1,440 values`; the plural is with an s unless given. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

/** A value to four significant digits, with no more zeros than it takes: `0.8`, `21.35`, `1,013`. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  return value.toLocaleString("en", {
    maximumFractionDigits: size === 0 || size >= 1000 ? 0 : Math.max(0, 3 - Math.floor(Math.log10(size))),
  });
}

/** How much is done, as a share of 0 to 1; null while nobody knows how much there is. */
export function shareDone(done: number, total: number): number | null {
  return total > 0 ? Math.min(1, done / total) : null;
}

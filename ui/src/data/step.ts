/** The distance between the values of a series in words, from its nominal minutes. */
export function stepWords(minutes: number): string {
  switch (minutes) {
    case 60:
      return "hourly";
    case 1440:
      return "daily";
    case 10_080:
      return "weekly";
    case 43_800:
      return "monthly";
  }
  if (minutes % 1440 === 0) return `every ${minutes / 1440} days`;
  if (minutes % 60 === 0) return `every ${minutes / 60} hours`;
  return `every ${minutes} minutes`;
}

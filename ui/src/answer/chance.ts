/** A chance in whole per cent, as the charts write it. Scenarios are finite, so it never says 0 or 100 %. */
export function formatChance(chance: number): string {
  const percent = Math.round(chance * 100);
  if (percent === 0) return "<1 %";
  if (percent === 100) return ">99 %";
  return `${percent} %`;
}

/** A chance as a count of equally likely outcomes: how many are meant, and the words for it. */
export function countOutcomes(chance: number, outcomes: number): { count: number; words: string } {
  const count = Math.round(chance * outcomes);
  const number = count === 0 ? "Fewer than 1" : count === outcomes ? "Nearly all" : count;
  return { count, words: `${number} of ${outcomes} equally likely outcomes` };
}

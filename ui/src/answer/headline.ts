/** A headline cut around the number within it that is set off. */
export interface SplitHeadline {
  before: string;
  emphasis: string;
  after: string;
}

/** Cuts `headline` around the first `emphasis` in it; without one, nothing is set off. */
export function splitHeadline(headline: string, emphasis: string): SplitHeadline {
  const at = emphasis === "" ? -1 : headline.indexOf(emphasis);
  if (at < 0) return { before: headline, emphasis: "", after: "" };
  return { before: headline.slice(0, at), emphasis, after: headline.slice(at + emphasis.length) };
}

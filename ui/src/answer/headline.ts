/** A headline cut around the number within it that is set off. */
export interface SplitHeadline {
  before: string;
  emphasis: string;
  after: string;
}

/** Cuts `headline` around the first `emphasis` in it; without one, nothing is set off. */
export function splitHeadline(headline: string, emphasis: string): SplitHeadline {
  const at = emphasis === "" ? -1 : headline.indexOf(emphasis);
  if (at < 0) return { before: unbroken(headline), emphasis: "", after: "" };
  return {
    before: unbroken(headline.slice(0, at)),
    emphasis: unbroken(emphasis),
    after: unbroken(headline.slice(at + emphasis.length)),
  };
}

/** No line ends between a number and its unit. */
function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=%|°)/g, "\u00a0");
}

import type { Answer } from "../generated/Answer";
import type { RecordedQuestion } from "../generated/RecordedQuestion";
import type { Went } from "../generated/Went";

/** What a question is of, as far as it matters for telling how it went. */
export type Kind = "outing" | "event" | "amount";

/** The two things that can be said with one tap. */
export function words(kind: "outing" | "event"): { fine: string; badly: string } {
  return kind === "outing"
    ? { fine: "Went fine", badly: "Didn't" }
    : { fine: "It happened", badly: "It didn't" };
}

/** What was said, as a sentence. */
export function said(went: Went, kind: Kind): string {
  switch (went.kind) {
    case "fine":
      return kind === "outing" ? "You said that it went fine." : "You said that it happened.";
    case "badly":
      return kind === "outing" ? "You said that it didn't go well." : "You said that it didn't happen.";
    case "value":
      return `You said that it was ${went.value.toLocaleString("en", { maximumFractionDigits: 6 })}.`;
  }
}

export function kindOf({ chance, outing }: RecordedQuestion): Kind {
  if (chance === null) return "amount";
  return outing ? "outing" : "event";
}

/**
 * What can be told of an answer at a moment: nothing of a time that hasn't passed, of what was asked as of the past, or
 * of a question that has no single outcome.
 */
export function canTell({ as_of, question }: Answer, now: Date): Kind | null {
  const ends = question.spans.map(({ end }) => Date.parse(end.replace(/\[.*\]$/, "")));
  if (as_of || ends.length !== 1 || !ends.every((end) => end <= now.getTime())) return null;
  switch (question.asked.kind) {
    case "window":
      return "outing";
    case "event":
      return "event";
    case "amount":
      return "amount";
    default:
      return null;
  }
}

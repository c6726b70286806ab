import type { Answer } from "../generated/Answer";
import type { AskRequest } from "../generated/AskRequest";
import type { Change } from "../generated/Change";
import type { Edits } from "../generated/Edits";
import type { Explanation } from "../generated/Explanation";
import type { Problem } from "../generated/Problem";
import type { Slot } from "../generated/Slot";
import type { Unclear } from "../generated/Unclear";
import type { Watching } from "../generated/Watching";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";
import { mergeEdits, noEdits, withoutSlot } from "../question/edits";

/** What stands under the box. */
export type Result =
  | { kind: "none" }
  | { kind: "answered"; answer: Answer }
  | { kind: "explained"; explanation: Explanation }
  | { kind: "unclear"; unclear: Unclear }
  | { kind: "problem"; problem: Problem; retry: () => void };

/** What became of a question, and what changes with it if nothing newer came in between. */
interface Outcome {
  result: Result;
  accept: () => void;
}

/** How an answer came: a new question moves the focus to it, a changed chip keeps the focus where it is. */
export type Arrival = "asked" | "changed";

/** What new data made of an answer that stands there. */
export interface Refreshed {
  /** The answer that stood there when it was asked. */
  before: Answer;
  /** When the newest data was taken in. */
  at: Date;
}

/** How long changes are gathered before the answer is worked out again, in milliseconds. */
const GATHER = 250;

/** After this many milliseconds without an answer, progress is shown. */
const PATIENCE = 300;

/** The question in the box, the answer under it, and the way from one to the other. */
export class Asking {
  /** The words in the box. */
  text = $state("");
  /** The past moment to ask as of, as `2013-06-14T18:00` on the clock of the place; now when null. */
  asOf = $state<string | null>(null);
  /** What stands under the box. */
  result = $state.raw<Result>({ kind: "none" });
  /** What was changed by hand in the question answered. */
  edits = $state.raw<Edits>(noEdits());
  /** Whether an answer is being worked out. */
  pending = $state(false);
  /** Whether that takes long enough to show progress. */
  slow = $state(false);
  /** The newest arrival; a new object each time, so that two alike are still two. */
  arrival = $state.raw<{ how: Arrival } | null>(null);

  /** What became of the wish to be told later, where the words had one. */
  watching = $state.raw<Watching | null>(null);

  /** What new data has made of the answer since it was asked. */
  refreshed = $state.raw<Refreshed | null>(null);

  readonly #platform: Platform;
  readonly #onAnswered: () => void;
  #sequence = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #asked: AskRequest | null = null;
  #askedText = "";
  /** The answer that the question answered carried on. */
  #askedAfter: number | null = null;
  /** The newest answer: what "and on Sunday?" and "why?" are about. */
  #newest: number | null = null;

  constructor(platform: Platform, onAnswered: () => void = () => {}) {
    this.#platform = platform;
    this.#onAnswered = onAnswered;
    platform.onChanged?.((changes) => this.#heard(changes));
  }

  /** The answer shown, if there is one. */
  get answer(): Answer | null {
    return this.result.kind === "answered" ? this.result.answer : null;
  }

  /** Asks the words in the box, or other words, which then stand in it. */
  ask(text = this.text): Promise<void> {
    this.text = text;
    return this.#ask(text, noEdits(), "asked", this.#newest);
  }

  /** Asks the words in the box once more in the reading chosen. */
  choose(edits: Edits): Promise<void> {
    return this.#ask(this.text, edits, "asked", this.#newest);
  }

  /** Asks the question answered once more with a part of it changed. */
  change(change: Partial<Edits>): Promise<void> {
    return this.#ask(this.#askedText, mergeEdits(this.edits, change), "changed", this.#askedAfter);
  }

  /** Asks the question answered once more with a part of it as the words have it. */
  reset(slot: Slot): Promise<void> {
    return this.#ask(this.#askedText, withoutSlot(this.edits, slot), "changed", this.#askedAfter);
  }

  /** Asks the same question as of another moment; now when null. */
  askAsOf(moment: string | null): Promise<void> {
    this.asOf = moment;
    return this.#ask(this.#askedText || this.text, this.edits, "asked", this.#askedAfter);
  }

  /** Shows an earlier answer as it was given. */
  open(id: number): Promise<void> {
    return this.#run(
      async () => {
        const answer = await this.#platform.call("open_answer", { id });
        return { result: { kind: "answered", answer }, accept: () => this.#take(answer) };
      },
      "asked",
      () => this.open(id),
    );
  }

  /** Something became known; where the answer shown may rest on it, it is worked out again in its place. */
  #heard(changes: Change[]): void {
    const answer = this.answer;
    if (!answer || answer.as_of || !changes.some((change) => concerns(change, answer))) return;
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => this.#refresh(), GATHER);
  }

  async #refresh(): Promise<void> {
    const [shown, request, mine] = [this.answer, this.#asked, this.#sequence];
    if (!shown || !request || this.pending) return;
    let result: Result;
    try {
      result = await this.#platform.call("ask", { ...request, passing: true, asker: "window, again" });
    } catch {
      // What stands there is still true as of its age; the next change tries again.
      return;
    }
    if (mine !== this.#sequence || result.kind !== "answered") return;
    this.refreshed = { before: this.refreshed?.before ?? shown, at: new Date() };
    this.result = result;
  }

  /** Stops waiting; what was shown before stays. */
  cancel(): void {
    this.#sequence += 1;
    this.#settle();
  }

  /** Forgets what was asked, as if nothing had been. */
  clear(): void {
    this.cancel();
    this.text = "";
    this.asOf = null;
    this.result = { kind: "none" };
    this.edits = noEdits();
    this.refreshed = null;
    this.#asked = null;
    this.#askedText = "";
    this.#askedAfter = null;
    this.#newest = null;
  }

  #ask(text: string, edits: Edits, how: Arrival, previous: number | null): Promise<void> {
    const request: AskRequest = {
      text,
      edits,
      as_of: this.asOf,
      place: null,
      previous,
      passing: false,
      asker: "window",
    };
    return this.#run(
      async () => {
        const result = await this.#platform.call("ask", request);
        return {
          result,
          accept: () => {
            if (result.kind === "explained") return;
            this.#asked = request;
            this.#askedText = text;
            this.#askedAfter = previous;
            this.edits = edits;
            if (result.kind === "answered") {
              this.#newest = result.answer.id;
              this.watching = result.watch ?? null;
            }
          },
        };
      },
      how,
      () => this.#ask(text, edits, how, previous),
    );
  }

  /** Makes an earlier answer the one that the box, the chips and the moment stand for. */
  #take(answer: Answer): void {
    this.text = answer.question.text;
    this.asOf = answer.as_of ? civilMinute(answer.issue_time) : null;
    this.watching = null;
    // An earlier answer is shown as it was given.
    this.#asked = null;
    this.#askedText = answer.question.text;
    this.#askedAfter = answer.follows;
    this.#newest = answer.id;
    this.edits = answer.question.edits;
  }

  async #run(work: () => Promise<Outcome>, how: Arrival, retry: () => Promise<void>): Promise<void> {
    this.#sequence += 1;
    const mine = this.#sequence;
    this.pending = true;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      this.slow = true;
    }, PATIENCE);
    let outcome: Outcome;
    try {
      outcome = await work();
    } catch (thrown) {
      outcome = { result: { kind: "problem", problem: asProblem(thrown), retry }, accept: () => {} };
    }
    // A newer question, or Escape, has taken this one's place: whatever became of it no longer matters.
    if (mine !== this.#sequence) return;
    this.#settle();
    outcome.accept();
    this.result = outcome.result;
    if (outcome.result.kind !== "explained") this.refreshed = null;
    this.arrival = { how };
    if (outcome.result.kind === "answered") this.#onAnswered();
  }

  #settle(): void {
    clearTimeout(this.#patience);
    this.pending = false;
    this.slow = false;
  }
}

/** Whether an answer may rest on what has changed. */
function concerns(change: Change, answer: Answer): boolean {
  const { subject, place } = answer.question;
  if (subject.kind === "series") return change.kind === "series" && change.series.includes(subject.info.id);
  if (change.kind === "watches") return false;
  if (change.kind === "guidance") return place !== null && change.places.includes(place.id);
  return change.weather;
}

/** `2013-06-14T18:00` of a moment with seconds, offset and zone. */
function civilMinute(moment: string): string {
  return moment.slice(0, 16);
}

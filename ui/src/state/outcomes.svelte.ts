import type { Problem } from "../generated/Problem";
import type { RecordedQuestion } from "../generated/RecordedQuestion";
import type { Went } from "../generated/Went";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";
import { wholeRecord } from "../record/filters";

/** As many past questions as the history shows. */
const LIMIT = 200;

/** What was said of how one question went. */
export interface Told {
  went: Went | null;
  /** What was said before, to go back to. */
  before: Went | null;
  /** What became of it, in a sentence. */
  text: string;
}

/** What came of past questions: as measured, and as the user says. */
export class Outcomes {
  /** Questions that came due, by the id of their answer. */
  known = $state.raw<ReadonlyMap<number, RecordedQuestion>>(new Map());
  /** Questions whose time has come and of which nothing was measured. */
  untold = $state.raw<ReadonlyMap<number, RecordedQuestion>>(new Map());
  /** What was said in this window. */
  told = $state.raw<ReadonlyMap<number, Told>>(new Map());
  /** Why something could not be kept. */
  problems = $state.raw<ReadonlyMap<number, Problem>>(new Map());

  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** What the user says of a question; null when nothing. */
  went(id: number): Went | null {
    const told = this.told.get(id);
    return told ? told.went : (this.known.get(id)?.went ?? null);
  }

  async refresh(): Promise<void> {
    try {
      const { questions, untold } = await this.#platform.call("record", { ...wholeRecord(), limit: LIMIT });
      this.known = byId(questions);
      this.untold = byId(untold);
    } catch {
      // The history and the answers are there without it; the record's own screen says what is wrong.
    }
  }

  /** Keeps how it went; null takes it back. */
  async tell(id: number, went: Went | null): Promise<boolean> {
    try {
      const { before, text } = await this.#platform.call("record_outcome", { id, went });
      this.told = new Map(this.told).set(id, { went, before, text });
      const problems = new Map(this.problems);
      problems.delete(id);
      this.problems = problems;
      return true;
    } catch (thrown) {
      this.problems = new Map(this.problems).set(id, asProblem(thrown));
      return false;
    }
  }

  /** Goes back to what was said before. */
  undo(id: number): Promise<boolean> {
    const told = this.told.get(id);
    return this.tell(id, told && told.went !== null ? told.before : null);
  }

  /** Everything is gone. */
  clear(): void {
    this.known = new Map();
    this.untold = new Map();
    this.told = new Map();
    this.problems = new Map();
  }
}

function byId(questions: readonly RecordedQuestion[]): ReadonlyMap<number, RecordedQuestion> {
  return new Map(questions.map((question) => [question.id, question]));
}

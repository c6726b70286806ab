import type { ImportProgress } from "../generated/ImportProgress";
import type { Problem } from "../generated/Problem";
import type { ReplayReport } from "../generated/ReplayReport";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** How often the progress is asked for, in milliseconds. */
const PULSE = 500;

/** A replay of the past. It goes on while another screen is shown. */
export class Replaying {
  /** The name of the place or series. */
  of = $state("");
  /** The first day, `2013-03-02`. */
  from = $state("");
  /** The last day. */
  to = $state("");
  running = $state(false);
  /** Whether it was told to end. */
  ending = $state(false);
  progress = $state.raw<ImportProgress | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** How the last one went. */
  report = $state.raw<ReplayReport | null>(null);

  readonly #platform: Platform;
  #job = "";

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get ready(): boolean {
    return !this.running && this.of.trim() !== "" && this.from !== "" && this.to !== "";
  }

  /** Replays; true when it came to its end, or was ended. What was done by then is kept. */
  async run(): Promise<boolean> {
    if (!this.ready) return false;
    this.#job = `window, ${crypto.randomUUID()}`;
    this.running = true;
    this.problem = null;
    this.report = null;
    const timer = setInterval(() => this.#ask(), PULSE);
    try {
      const { of, from, to } = this;
      const request = { of: of.trim(), from, to, questions: [], job: this.#job };
      this.report = await this.#platform.call("replay", request);
      return true;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return false;
    } finally {
      clearInterval(timer);
      this.running = false;
      this.ending = false;
      this.progress = null;
    }
  }

  /** Ends it after the day it is at; the same replay goes on from there. */
  async cancel(): Promise<void> {
    if (!this.running || this.ending) return;
    this.ending = true;
    try {
      await this.#platform.call("cancel_replay", { job: this.#job });
    } catch (thrown) {
      this.ending = false;
      this.problem = asProblem(thrown);
    }
  }

  async #ask(): Promise<void> {
    const job = this.#job;
    try {
      const progress = await this.#platform.call("replay_progress", { job });
      if (this.running && job === this.#job) this.progress = progress;
    } catch {
      // The bar stands still for a moment; the replay itself tells what became of it.
    }
  }
}

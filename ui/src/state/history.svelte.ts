import type { PastQuestion } from "../generated/PastQuestion";
import type { Problem } from "../generated/Problem";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** As many past questions as are shown. */
const LIMIT = 200;

/** The past questions, newest first. */
export class HistoryStore {
  questions = $state.raw<PastQuestion[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);

  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  async refresh(): Promise<void> {
    try {
      this.questions = await this.#platform.call("history", { limit: LIMIT });
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.loaded = true;
  }

  /** Removes a question with its forecast and outcome, for good. */
  async forget(id: number): Promise<void> {
    try {
      await this.#platform.call("forget", { id });
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return;
    }
    await this.refresh();
  }
}

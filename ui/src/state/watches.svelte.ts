import type { Firing } from "../generated/Firing";
import type { Problem } from "../generated/Problem";
import type { WatchCondition } from "../generated/WatchCondition";
import type { WatchView } from "../generated/WatchView";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** As many firings as are shown. */
const LOG = 100;

/** What is watched and what has been told of it. */
export class WatchStore {
  watches = $state.raw<WatchView[]>([]);
  firings = $state.raw<Firing[]>([]);
  /** Firings that the user has not looked at. */
  unseen = $state(0);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Counts what has changed, for those who show a part of it. */
  changed = $state(0);

  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
    platform.onChanged?.((changes) => {
      if (changes.length === 0 || changes.some(({ kind }) => kind === "watches")) this.refresh();
    });
  }

  async refresh(): Promise<void> {
    await this.#try(async () => {
      const list = await this.#platform.call("watches", {});
      this.watches = list.watches;
      this.unseen = list.unseen;
      this.changed += 1;
    });
    this.loaded = true;
  }

  /** What has been told; the user looks at it now. */
  async read(): Promise<void> {
    await this.#try(async () => {
      this.firings = (await this.#platform.call("watch_log", { limit: LOG, seen: true })).firings;
      this.unseen = 0;
    });
  }

  /** Watches an answer. */
  async begin(answer: number, condition: WatchCondition): Promise<void> {
    await this.#platform.call("watch", { text: "", answer, condition, place: null });
    await this.refresh();
  }

  async pause(id: number, paused: boolean): Promise<void> {
    await this.#try(async () => {
      await this.#platform.call("change_watch", { id, condition: null, paused });
    });
    await this.refresh();
  }

  /** Removes a watch with what it told. */
  async remove(id: number): Promise<void> {
    await this.#try(async () => {
      await this.#platform.call("remove_watch", { id });
      this.firings = this.firings.filter((firing) => firing.watch !== id);
    });
    await this.refresh();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }
}

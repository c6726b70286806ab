import type { Drawing } from "../generated/Drawing";
import type { Problem } from "../generated/Problem";
import type { Theme } from "../generated/Theme";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** The charts of one answer as drawn for the width and theme they are shown in. */
export class Drawings {
  /** By the chart's id. The old ones stay until the new ones are there. */
  byId = $state.raw<ReadonlyMap<string, Drawing>>(new Map());
  problem = $state.raw<Problem | null>(null);

  readonly #platform: Platform;
  #sequence = 0;
  #answer: number | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  async draw(answer: number, width: number, theme: Theme): Promise<void> {
    this.#sequence += 1;
    const mine = this.#sequence;
    if (answer !== this.#answer) this.byId = new Map();
    this.#answer = answer;
    try {
      const drawings = await this.#platform.call("draw", { answer, options: { width, theme } });
      if (mine !== this.#sequence) return;
      this.byId = new Map(drawings.map((drawing) => [drawing.id, drawing]));
      this.problem = null;
    } catch (thrown) {
      if (mine === this.#sequence) this.problem = asProblem(thrown);
    }
  }
}

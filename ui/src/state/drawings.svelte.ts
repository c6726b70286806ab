import type { Drawing } from "../generated/Drawing";
import type { Problem } from "../generated/Problem";
import { asProblem } from "../platform/problem";

/** The charts of an answer or of the record as drawn for the width and theme they are shown in. */
export class Drawings {
  /** By the chart's id. The old ones stay until the new ones are there. */
  byId = $state.raw<ReadonlyMap<string, Drawing>>(new Map());
  problem = $state.raw<Problem | null>(null);

  #sequence = 0;
  #of: unknown;

  /** Has the charts of something drawn; those of something else go at once. */
  async draw(of: unknown, drawn: () => Promise<Drawing[]>): Promise<void> {
    this.#sequence += 1;
    const mine = this.#sequence;
    if (of !== this.#of) this.byId = new Map();
    this.#of = of;
    try {
      const drawings = await drawn();
      if (mine !== this.#sequence) return;
      this.byId = new Map(drawings.map((drawing) => [drawing.id, drawing]));
      this.problem = null;
    } catch (thrown) {
      if (mine === this.#sequence) this.problem = asProblem(thrown);
    }
  }
}

import type { Problem } from "../generated/Problem";
import type { Serving } from "../generated/Serving";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** Whether other programs are let in. */
export class ServingStore {
  current = $state.raw<Serving | null>(null);
  problem = $state.raw<Problem | null>(null);

  readonly #platform: Platform;
  /** The switch is being turned. */
  #turning = false;
  #turned: Promise<void> = Promise.resolve();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Where it is found, or would be. */
  get address(): string {
    return this.current?.address ?? `http://127.0.0.1:${this.current?.port ?? 7878}`;
  }

  async refresh(): Promise<void> {
    if (this.#turning) return;
    try {
      const found = await this.#platform.call("serving", {});
      // What was asked for before the switch was turned is out of date.
      if (!this.#turning) this.current = found;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** Turns the switch or changes the port, one after the other. Where that can't be done, all is as it was, and the problem says why. */
  turn(change: { on?: boolean; port?: number }): Promise<void> {
    this.#turned = this.#turned.then(() => this.#turn(change));
    return this.#turned;
  }

  async #turn(change: { on?: boolean; port?: number }): Promise<void> {
    if (!this.current) return;
    const { on, port } = this.current;
    this.#turning = true;
    this.problem = null;
    try {
      this.current = await this.#platform.call("serve_programs", { on, port, ...change });
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.#turning = false;
  }
}

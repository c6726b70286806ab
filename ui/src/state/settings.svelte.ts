import type { Problem } from "../generated/Problem";
import type { Settings } from "../generated/Settings";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** How this person wants things, kept by the engine. */
export class SettingsStore {
  current = $state.raw<Settings>({
    home: null,
    units: "metric",
    dates: "day_month",
    activities: [],
    language_model: { on: false, address: "http://127.0.0.1:11434", name: "" },
    first_run_done: true,
    live: { broker: null, stations: null, files: [] },
    watches: { notify: true, quiet: null, stay_in_tray: false },
    plan_ahead: { on: true },
    sources: { on: false },
    guidance: {
      all_my_places: false,
      places: [],
      decimals: 2,
      base_url: null,
      servers: { forecast: null, ensemble: null, archive: null, previous_runs: null, air_quality: null },
    },
  });
  /** Whether the settings are known; until then nothing that depends on them is shown. */
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Counts what was kept, so that every time can be told. */
  saved = $state(0);

  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  async load(): Promise<void> {
    try {
      this.current = await this.#platform.call("settings", {});
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.loaded = true;
  }

  /** Keeps a change; when that fails, the old settings stand and the problem says why. */
  async save(change: Partial<Settings>): Promise<boolean> {
    try {
      this.current = await this.#platform.call("save_settings", { ...this.current, ...change });
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return false;
    }
    this.problem = null;
    this.saved += 1;
    return true;
  }
}

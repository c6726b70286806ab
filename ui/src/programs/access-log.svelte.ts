import type { AuditCheck } from "../generated/AuditCheck";
import type { ChainedEntry } from "../generated/ChainedEntry";
import type { Problem } from "../generated/Problem";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** As many entries as are shown at first, and with each press more. */
const PAGE = 25;

/** What other programs did, the newest first. */
export class AccessLog {
  entries = $state.raw<ChainedEntry[]>([]);
  /** Whether there are older ones. */
  more = $state(false);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** What following the chain found. */
  checked = $state.raw<AuditCheck | null>(null);
  checking = $state(false);
  /** Words in who or what; all entries when empty. */
  containing = $state("");
  /** How it ended; any way when empty. */
  outcome = $state("");

  readonly #platform: Platform;
  /** The newest request counts: what comes of those before it is out of date. */
  #asked = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get isFiltered(): boolean {
    return this.containing.trim() !== "" || this.outcome !== "";
  }

  /** Reads the newest anew, as many as are shown. */
  async refresh(): Promise<void> {
    await this.#read(Math.max(PAGE, this.entries.length), null);
  }

  /** Reads the first page of what is wanted now. */
  async search(): Promise<void> {
    await this.#read(PAGE, null);
  }

  /** Adds older entries. */
  async older(): Promise<void> {
    await this.#read(PAGE, this.entries.at(-1)?.number ?? null);
  }

  /** Follows the chain from its beginning. */
  async check(): Promise<void> {
    this.checking = true;
    try {
      this.checked = await this.#platform.call("verify_audit", {});
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.checking = false;
  }

  async #read(limit: number, before: number | null): Promise<void> {
    const mine = ++this.#asked;
    const containing = this.containing.trim() || null;
    const outcome = this.outcome || null;
    try {
      const log = await this.#platform.call("audit_log", { limit, before, containing, outcome });
      if (mine !== this.#asked) return;
      this.entries = before === null ? log.entries : [...this.entries, ...log.entries];
      this.more = log.more;
      this.problem = null;
    } catch (thrown) {
      if (mine !== this.#asked) return;
      this.problem = asProblem(thrown);
    }
    this.loaded = true;
  }
}

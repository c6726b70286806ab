import type { Problem } from "../generated/Problem";
import type { RecordReport } from "../generated/RecordReport";
import type { RecordRequest } from "../generated/RecordRequest";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";
import { wholeRecord } from "../record/filters";

/** A part of the record as it was told, with the request it answers: charts are drawn of the same part. */
export interface ToldRecord {
  request: RecordRequest;
  report: RecordReport;
}

/** The record as it is looked at. */
export class TrackRecord {
  /** Which part is wanted. */
  request = $state.raw<RecordRequest>(wholeRecord());
  /** What was told last; that of before while another part is worked out. */
  told = $state.raw<ToldRecord | null>(null);
  problem = $state.raw<Problem | null>(null);
  pending = $state(false);

  readonly #platform: Platform;
  #sequence = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Looks at another part. */
  show(change: Partial<RecordRequest>): Promise<void> {
    this.request = { ...this.request, ...change };
    return this.refresh();
  }

  async refresh(): Promise<void> {
    this.#sequence += 1;
    const mine = this.#sequence;
    const { request } = this;
    this.pending = true;
    try {
      const report = await this.#platform.call("record", request);
      if (mine !== this.#sequence) return;
      this.told = { request, report };
      this.problem = null;
    } catch (thrown) {
      if (mine !== this.#sequence) return;
      this.problem = asProblem(thrown);
    }
    this.pending = false;
  }
}

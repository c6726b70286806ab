import {
  type Corrections,
  correctionsOf,
  noCorrections,
  noOptions,
  optionsOf,
  type SeriesCorrection,
} from "../data/corrections";
import type { ImportPreview } from "../generated/ImportPreview";
import type { ImportProgress } from "../generated/ImportProgress";
import type { ImportRequest } from "../generated/ImportRequest";
import type { ImportResponse } from "../generated/ImportResponse";
import type { Problem } from "../generated/Problem";
import type { Platform } from "../platform/platform";
import { asProblem } from "../platform/problem";

/** How often the progress of an import is asked for, in milliseconds. */
const PULSE = 200;

/** A file on its way in: chosen, looked into, corrected, imported. It goes on while another screen is shown. */
export class Importing {
  /** The file looked into or imported; null where none is. */
  path = $state<string | null>(null);
  /** What was understood of it; that of before while it is read anew. */
  preview = $state.raw<ImportPreview | null>(null);
  /** What was said of it. */
  corrections = $state.raw<Corrections>(noCorrections());
  /** Whether it is being looked into. */
  reading = $state(false);
  /** Whether it is being imported. */
  writing = $state(false);
  progress = $state.raw<ImportProgress | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What the last import did. */
  imported = $state.raw<ImportResponse | null>(null);
  /** Whether the last import was cancelled. */
  cancelled = $state(false);

  readonly #platform: Platform;
  #sequence = 0;
  /** Whether anything was corrected; until then the engine proposes what it remembers. */
  #corrected = false;
  #job = "";

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** How many series would be imported. */
  get wanted(): number {
    return this.preview?.series.filter(({ column }) => this.corrections.chosen.has(column)).length ?? 0;
  }

  /** Whether there is anything to import: series that are wanted, or a calendar. */
  get ready(): boolean {
    return !this.reading && !this.writing && (this.wanted > 0 || this.preview?.format === "calendar");
  }

  /** Looks into a file. */
  async open(path: string): Promise<void> {
    if (this.writing || path.trim() === "") return;
    this.#forget();
    this.path = path.trim();
    this.imported = null;
    this.cancelled = false;
    await this.#look();
  }

  /** Reads the file anew with something else said of it. */
  async correct(change: Partial<Corrections>): Promise<void> {
    this.corrections = { ...this.corrections, ...change };
    this.#corrected = true;
    await this.#look();
  }

  /** Reads the file anew with something else said of a series; an empty text takes back what was said. */
  correctSeries(column: string, change: SeriesCorrection): Promise<void> {
    const series = new Map(this.corrections.series);
    series.set(column, { ...series.get(column), ...change });
    return this.correct({ series });
  }

  /** Reads the file as if none like it had been imported. */
  readAnew(): Promise<void> {
    const format = this.preview?.format ?? null;
    this.preview = null;
    return this.correct({ ...noCorrections(), format });
  }

  /** Wants or doesn't want series; how the file is read stays as it is. */
  choose(columns: readonly string[], wanted: boolean): void {
    const chosen = new Set(this.corrections.chosen);
    for (const column of columns) {
      if (wanted) chosen.add(column);
      else chosen.delete(column);
    }
    this.corrections = { ...this.corrections, chosen };
    this.#corrected = true;
  }

  /** Imports the series wanted. True when they are in. */
  async write(): Promise<boolean> {
    if (this.path === null || !this.ready) return false;
    const request = this.#request("import");
    this.writing = true;
    this.problem = null;
    const timer = setInterval(() => this.#ask(), PULSE);
    try {
      this.imported = await this.#platform.call("import", request);
      this.#forget();
      return true;
    } catch (thrown) {
      // What was said of the file stays, to be corrected or tried once more.
      if (!this.cancelled) this.problem = asProblem(thrown);
      return false;
    } finally {
      clearInterval(timer);
      this.writing = false;
      this.progress = null;
      if (this.cancelled) this.#forget();
    }
  }

  /** Ends whatever is under way, and forgets the file. */
  async cancel(): Promise<void> {
    const { writing, reading } = this;
    if (writing) this.cancelled = true;
    else this.#forget();
    if (!writing && !reading) return;
    try {
      await this.#platform.call("cancel_import", { job: this.#job });
    } catch (thrown) {
      this.cancelled = false;
      this.problem = asProblem(thrown);
    }
  }

  async #look(): Promise<void> {
    this.#sequence += 1;
    const mine = this.#sequence;
    const request = this.#request("preview");
    this.reading = true;
    let problem: Problem | null = null;
    let preview: ImportPreview | null = null;
    try {
      preview = await this.#platform.call("preview_import", request);
    } catch (thrown) {
      problem = asProblem(thrown);
    }
    // Something else was said meanwhile, or another file chosen.
    if (mine !== this.#sequence) return;
    this.reading = false;
    this.problem = problem;
    if (!preview) return;
    const first = this.preview === null;
    this.preview = preview;
    // What is wanted is the user's own from the first preview on, as is what was said.
    if (!this.#corrected) this.corrections = correctionsOf(preview);
    else if (first) this.corrections = { ...this.corrections, chosen: correctionsOf(preview).chosen };
  }

  #request(what: string): ImportRequest {
    // A newer job of the same name ends an older one; an import is never ended so.
    this.#job = what === "preview" ? "window, preview" : `window, ${crypto.randomUUID()}`;
    const path = this.path ?? "";
    if (!this.#corrected) return { path, options: noOptions(), at: null, job: this.#job };
    const columns = this.preview?.series.map(({ column }) => column) ?? [];
    const at = this.corrections.at.trim() || null;
    return { path, options: optionsOf(this.corrections, columns), at, job: this.#job };
  }

  async #ask(): Promise<void> {
    const job = this.#job;
    try {
      const progress = await this.#platform.call("import_progress", { job });
      if (this.writing && job === this.#job) this.progress = progress;
    } catch {
      // The bar stands still for a moment; the import itself tells what became of it.
    }
  }

  #forget(): void {
    this.#sequence += 1;
    this.path = null;
    this.preview = null;
    this.corrections = noCorrections();
    this.#corrected = false;
    this.reading = false;
    this.problem = null;
  }
}

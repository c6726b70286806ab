import type { Completion } from "../generated/Completion";
import type { Part } from "../generated/Part";
import type { Platform } from "../platform/platform";

/** After this many milliseconds without a key, what was typed is looked at. */
const PAUSE = 60;

/** What is told while a question is being typed: ways to go on, and the parts as they are read. */
export class Typing {
  /** Ways to go on at the cursor, the likeliest first. */
  completions = $state.raw<Completion[]>([]);
  /** The one the keys have chosen; -1 for none. */
  active = $state(-1);
  /** Whether the list is shown. */
  open = $state(false);
  /** The parts of `read` as they are read. */
  parts = $state.raw<Part[]>([]);
  /** The words that `parts` speaks of. */
  read = $state("");

  readonly #platform: Platform;
  #sequence = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** The chosen one, while the list is shown. */
  get chosen(): Completion | undefined {
    return this.open ? this.completions[this.active] : undefined;
  }

  /** Looks at the words once typing pauses. `cursor` counts UTF-16 units, as a field does. */
  typed(text: string, cursor: number): void {
    this.#later(() => this.#look(text, cursor));
  }

  /** Marks the parts of words that came from elsewhere; offers nothing. */
  shown(text: string): void {
    this.close();
    this.#later(() => this.#look(text, null));
  }

  /** Chooses the next or the one before, around the ends; opens the list. */
  move(step: 1 | -1): boolean {
    const count = this.completions.length;
    if (count === 0) return false;
    const from = this.open ? this.active : -1;
    this.active = from < 0 ? (step === 1 ? 0 : count - 1) : (from + step + count) % count;
    this.open = true;
    return true;
  }

  /** Closes the list; what is on its way is not shown any more. */
  close(): void {
    this.#sequence += 1;
    clearTimeout(this.#waiting);
    this.open = false;
    this.active = -1;
    this.completions = [];
  }

  #later(work: () => void): void {
    clearTimeout(this.#waiting);
    this.#sequence += 1;
    this.#waiting = setTimeout(work, PAUSE);
  }

  async #look(text: string, cursor: number | null): Promise<void> {
    const mine = ++this.#sequence;
    try {
      const [parts, completions] = await Promise.all([
        text.trim() === "" ? [] : this.#platform.call("preview", { text }),
        cursor === null
          ? []
          : this.#platform.call("complete", { text, cursor: characters(text.slice(0, cursor)) }),
      ]);
      if (mine !== this.#sequence) return;
      this.parts = parts;
      this.read = text;
      this.completions = completions;
      this.active = -1;
      this.open = completions.length > 0;
    } catch {
      // Help with typing is no reason to disturb: without it the question can still be asked.
      if (mine === this.#sequence) this.close();
    }
  }
}

/** The text with a completion taken, and where the cursor then stands, in UTF-16 units. */
export function take(
  text: string,
  { start, end, text: taken }: Completion,
): { text: string; cursor: number } {
  const all = Array.from(text);
  const before = all.slice(0, start).join("") + taken;
  const after = all.slice(end).join("");
  const gap = after === "" || !/^[\s,.?!]/.test(after) ? " " : "";
  return { text: before + gap + after, cursor: before.length + (after === "" ? 1 : gap.length) };
}

/** A stretch of the text, with the part it belongs to if it is one. */
export interface Stretch {
  text: string;
  part: Part | null;
}

/** The text cut where its parts begin and end. Parts of other words mark as much as the two begin alike. */
export function stretches(text: string, read: string, parts: Part[]): Stretch[] {
  const all = Array.from(text);
  const other = Array.from(read);
  let alike = 0;
  while (alike < all.length && alike < other.length && all[alike] === other[alike]) alike += 1;
  const out: Stretch[] = [];
  let at = 0;
  for (const part of parts) {
    if (part.end > alike || part.start < at) continue;
    if (part.start > at) out.push({ text: all.slice(at, part.start).join(""), part: null });
    out.push({ text: all.slice(part.start, part.end).join(""), part });
    at = part.end;
  }
  if (at < all.length) out.push({ text: all.slice(at).join(""), part: null });
  return out;
}

/** Unicode scalar values, which is what the engine counts. */
function characters(text: string): number {
  return Array.from(text).length;
}

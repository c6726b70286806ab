import type { Answer } from "../generated/Answer";
import type { AskRequest } from "../generated/AskRequest";
import type { AskResponse } from "../generated/AskResponse";
import type { Change } from "../generated/Change";
import type { Completion } from "../generated/Completion";
import type { Drawing } from "../generated/Drawing";
import type { DrawOptions } from "../generated/DrawOptions";
import type { DrawRequest } from "../generated/DrawRequest";
import type { GuidanceStatus } from "../generated/GuidanceStatus";
import type { Habit } from "../generated/Habit";
import type { ImportRequest } from "../generated/ImportRequest";
import type { ImportResponse } from "../generated/ImportResponse";
import type { Insight } from "../generated/Insight";
import type { PastImport } from "../generated/PastImport";
import type { PastQuestion } from "../generated/PastQuestion";
import type { Place } from "../generated/Place";
import type { Plan } from "../generated/Plan";
import type { Problem } from "../generated/Problem";
import type { Proposal } from "../generated/Proposal";
import type { RecordedQuestion as VerifiedQuestion } from "../generated/RecordedQuestion";
import type { RecordReport } from "../generated/RecordReport";
import type { RecordRequest } from "../generated/RecordRequest";
import type { SavePlaceRequest } from "../generated/SavePlaceRequest";
import type { SeriesInfo } from "../generated/SeriesInfo";
import type { Went } from "../generated/Went";
import { canTell } from "../went/words";
import { ConnectedPrograms } from "./connected-programs";
import { otherPrograms } from "./other-programs";
import type { CommandName, Platform, Request, Response } from "./platform";
import type {
  RecordedDrawings,
  RecordedFile,
  RecordedQuestion,
  RecordedReport,
  RecordedTyping,
  Recordings,
} from "./recording";

/** What takes its time with `?delay`. */
const SLOW: ReadonlySet<CommandName> = new Set(["ask", "import", "replay"]);

type Handlers = {
  [Name in CommandName]: (request: Request<Name>) => Response<Name> | Promise<Response<Name>>;
};

/**
 * Serves recorded responses, so that the UI runs in a plain browser: for work on the UI itself and for checks that
 * need one. It forecasts nothing: what was never recorded is answered with a problem that says so.
 */
export class Browser implements Platform {
  readonly #recordings: Recordings;
  readonly #delay: number;
  #settings: Recordings["settings"];
  #past: PastQuestion[] = [];
  #saved: Place[] = [];
  #imported: PastImport[] = [];
  #plans: Plan[] = [];
  #went = new Map<number, Went | null>();
  #hasReplayed = false;
  readonly #programs = new ConnectedPrograms();
  #changed: (changes: Change[]) => void = () => {};
  #insight: Insight | null = addressParameters().has("insight")
    ? {
        id: "bias/2735943/rain/mornings",
        text: "Mornings in Porto are wetter than forecast: by 0.4 mm an hour on average, on 62 days.",
        since: "Corrected since 3 May 2026: Forecastle has learnt from it.",
      }
    : null;
  #proposals: Proposal[] = [
    {
      id: "picnic/temperature/from/16",
      activity: "Picnic",
      evidence: "Of 9 times with temperature below 18 °C, 8 went fine.",
      change: "Begin at 16 instead of 18 °C?",
      certainty: 0.94,
    },
  ];
  #habits: Habit[] = [
    {
      text: "Will it rain on the way to work tomorrow?",
      when: "about 21:30 on weekdays",
      days: 12,
      last: "2026-11-24T21:27:00+00:00[Europe/Lisbon]",
    },
  ];

  /** `delay` milliseconds pass before every answer, for seeing progress. */
  constructor(recordings: Recordings, delay = delayFromAddress()) {
    this.#recordings = recordings;
    this.#delay = delay;
    this.#settings = isFirstRun()
      ? { ...recordings.settings, home: null, first_run_done: false }
      : recordings.settings;
  }

  async call<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Response<Name>> {
    if (SLOW.has(name) && this.#delay > 0) await new Promise((done) => setTimeout(done, this.#delay));
    return this.#handlers[name](request);
  }

  painted(): void {}

  onChanged(callback: (changes: Change[]) => void): () => void {
    this.#changed = callback;
    return () => {
      this.#changed = () => {};
    };
  }

  readonly #handlers: Handlers = {
    ...FOR_OTHER_PROGRAMS,
    ...otherPrograms(addressParameters().get("programs")),
    ask: (request) => this.#ask(request),
    draw: (request) => this.#draw(request),
    export_chart: ({ chart, format }) => ({ path: `/home/you/Downloads/forecastle-${chart}.${format}` }),
    history: ({ limit }) => this.#past.slice(0, limit),
    open_answer: ({ id }) => this.#answer(id),
    forget: ({ id }) => {
      this.#past = this.#past.filter((question) => question.id !== id);
      return {};
    },
    record: (request) => this.#record(request).report,
    draw_record: ({ record, options }) => nearest(this.#record(record).drawings, options),
    export_record: ({ chart, format }) => ({
      path: `/home/you/Downloads/forecastle-record-${chart}.${format}`,
    }),
    record_outcome: ({ id, went }) => {
      const before = this.#went.get(id) ?? null;
      this.#went.set(id, went);
      const text =
        went === null ? "Taken back." : "Kept. Nothing was measured, so your word counts for the record.";
      return { before, text };
    },
    erase_place: () => {
      const questions = this.#past.length;
      this.#past = [];
      return { questions };
    },
    erase_everything: () => {
      const questions = this.#past.length;
      this.#past = [];
      this.#saved = [];
      this.#imported = [];
      this.#plans = [];
      this.#habits = [];
      this.#went.clear();
      this.#settings = { ...this.#recordings.settings, home: null, first_run_done: false };
      return { questions };
    },
    proposals: () => this.#proposals,
    answer_proposal: ({ id, accept }) => {
      const left = this.#proposals.filter((proposal) => proposal.id !== id);
      if (left.length === this.#proposals.length)
        throw notRecorded("That isn't proposed any more", "Look at what is proposed now.");
      this.#proposals = left;
      return { text: accept ? "Changed." : "Left as it is.", proposals: left };
    },
    insight: ({ dismiss }) => {
      if (this.#insight?.id === dismiss) this.#insight = null;
      return { insight: this.#insight };
    },
    complete_place: ({ beginning, limit }) => {
      const wanted = beginning.trim().toLowerCase();
      return this.#recordings.places
        .filter((place) => place.name.toLowerCase().startsWith(wanted))
        .slice(0, limit);
    },
    complete: ({ text, cursor }) => this.#complete(text, cursor),
    preview: ({ text }) => this.#typed(text)?.parts ?? [],
    saved_places: () => this.#saved,
    save_place: (request) => this.#save(request),
    forget_place: ({ name }) => {
      this.#saved = this.#saved.filter((place) => place.name !== name);
      return {};
    },
    settings: () => this.#settings,
    save_settings: (settings) => {
      this.#settings = settings;
      return settings;
    },
    guidance: () => this.#guidance(),
    watch: () => {
      throw notRecorded("Nothing is watched here", "Watching works in Forecastle's own window.");
    },
    offer_watch: ({ id }) =>
      this.#recordings.watches.offers.find((offer) => offer.id === id)?.offer ?? NO_OFFER,
    watches: () => this.#recordings.watches.list,
    change_watch: () => {
      throw notRecorded("Nothing is watched here", "Watching works in Forecastle's own window.");
    },
    remove_watch: () => ({}),
    watch_log: () => this.#recordings.watches.log,
    sources: () => this.#programs.list(this.#settings.sources.on),
    look_at_source: () => this.#programs.offer,
    preview_source: () => this.#programs.preview,
    save_source: (request) => this.#programs.save(request),
    change_source: (request) => this.#programs.change(request),
    remove_source: ({ id }) => this.#programs.remove(id),
    fetch_source: ({ id }) => this.#programs.fetch(id),
    live: () => ({ listening: false, ways: [], written: 0, doubted: 0, trouble: null }),
    activities: () => this.#recordings.activities,
    series: () => this.#series(),
    preview_import: (request) => {
      const { preview, problem } = this.#file(request);
      if (preview) return preview;
      throw (
        problem ?? notRecorded("This file wasn't recorded", "Importing works in Forecastle's own window.")
      );
    },
    imports: () => this.#imported,
    undo_import: ({ imports }) => {
      const undone = this.#imported.filter((past) => imports.includes(past.import));
      this.#imported = this.#imported.filter((past) => !imports.includes(past.import));
      return undone;
    },
    export_data: ({ folder }) => ({ ...this.#recordings.imports.exported, folder }),
    // Half of it is done as long as it takes.
    import_progress: () => ({ running: true, done: 1, total: 2 }),
    plans: () => this.#plans,
    forget_plans: () => {
      this.#plans = [];
      return {};
    },
    cancel_import: () => ({}),
    replay: () => {
      this.#hasReplayed = true;
      return this.#recordings.trackRecord.replay;
    },
    replay_progress: () => ({ running: true, done: 5, total: 14 }),
    cancel_replay: () => ({}),
    import: (request) => this.#import(request),
    habits: () => (this.#settings.plan_ahead.on ? this.#habits : []),
    forget_habits: ({ text }) => {
      this.#habits = text === null ? [] : this.#habits.filter((habit) => habit.text !== text);
      return {};
    },
    examples: () => this.#recordings.examples,
    about: () => this.#recordings.about,
    doctor: () => this.#recordings.doctor,
  };

  /** As the settings say; nothing is ever received here. */
  #guidance(): GuidanceStatus {
    const { guidance, home } = this.#settings;
    const mine = guidance.all_my_places ? [...(home ? [home] : []), ...this.#saved] : [];
    const told = ({ latitude, longitude }: Place) =>
      `${latitude.toFixed(guidance.decimals)}, ${longitude.toFixed(guidance.decimals)}`;
    const example = home ? told(home) : "0.00, 0.00";
    return {
      places: [...mine, ...guidance.places].map((place) => ({
        name: place.name,
        told: told(place),
        age: "nothing received yet",
      })),
      leaves_the_machine: `Open-Meteo is told the position rounded to about 1 km (${example}) and the days asked for; nothing about you or your question.`,
      credit: "Weather data by Open-Meteo.com (CC BY 4.0)",
      spent_today: 0,
    };
  }

  /** `?record=many` or `few` shows a record that has grown; there is none at first. */
  #record({ activity, as_of }: RecordRequest): RecordedReport {
    const { empty, few, many, filtered, replayed } = this.#recordings.trackRecord;
    const stage = addressParameters().get("record");
    if (as_of) return this.#hasReplayed ? replayed : empty;
    if (stage === "few") return few;
    if (stage === "many") return activity === null ? many : filtered;
    return { ...empty, report: { ...empty.report, ...this.#tellable() } };
  }

  /** What was asked here and has passed: nothing is measured in a browser, so it is there to be told of. */
  #tellable(): Pick<RecordReport, "questions" | "untold"> {
    const passed = this.#past.flatMap((past): VerifiedQuestion[] => {
      const answer = this.#answer(past.id);
      const kind = canTell(answer, new Date());
      if (!kind) return [];
      const went = this.#went.get(past.id) ?? null;
      const { id, text, asked_at, short } = past;
      const chance = kind === "amount" ? null : (answer.probability ?? 0);
      const told = { outcome: "Not known yet", by: went ? "your word" : "", happened: null };
      const counted = { outing: kind === "outing", as_of: false, counts: true };
      return [{ id, text, asked_at, short, chance, went, ...told, ...counted }];
    });
    return {
      questions: passed.filter(({ went }) => went !== null),
      untold: passed.filter(({ went }) => went === null),
    };
  }

  /** Gives one of the recorded places a name; degrees aren't read here. */
  #save({ name, at, elevation, higher_by, offsets }: SavePlaceRequest): Place {
    const found = this.#recordings.places.find(
      (place) => place.name.toLowerCase() === at.trim().toLowerCase(),
    );
    if (!found) throw notRecorded("This place wasn't recorded", "A browser knows a few cities only.");
    const others = this.#saved.filter((place) => place.name !== name);
    const local = { elevation: elevation ?? null, higher_by: higher_by ?? null, offsets: offsets ?? [] };
    const place = {
      ...found,
      local,
      id: Math.max(2 ** 31 - 1, ...others.map(({ id }) => id)) + 1,
      name,
      region: found.name,
    };
    this.#saved = [...others, place];
    return place;
  }

  /** What was understood of a file: with these units said of it, or else with others. */
  #file({ path, options }: ImportRequest): RecordedFile {
    const units = ({ series }: RecordedFile["options"]) => JSON.stringify(series.map(({ unit }) => unit));
    const same = this.#recordings.imports.looked.filter((looked) => looked.path === path);
    const found = same.find((looked) => units(looked.options) === units(options)) ?? same[0];
    if (!found) throw notRecorded("This file wasn't recorded", "Importing works in Forecastle's own window.");
    return found;
  }

  #import(request: ImportRequest): ImportResponse {
    const { preview, response } = this.#file(request);
    if (!response) throw notRecorded("This import wasn't recorded", "It works in Forecastle's own window.");
    if (preview?.format === "calendar") this.#plans = preview.plans;
    else this.#imported = [...this.#recordings.imports.past];
    return response;
  }

  /** What comes with Forecastle, behind what was imported. */
  #series(): SeriesInfo[] {
    const written = new Set(this.#imported.map(({ series }) => series));
    const own = this.#recordings.imports.looked
      .flatMap(({ response }) => response?.series ?? [])
      .map(({ info }) => info)
      .filter(({ id }) => written.has(id));
    return [...own, ...this.#recordings.series];
  }

  /** What was told of these words when they were typed. */
  #typed(text: string): RecordedTyping | undefined {
    return this.#recordings.typing.find((typed) => typed.text === text);
  }

  /** Ways to go on are recorded behind the last word only. */
  #complete(text: string, cursor: number): Completion[] {
    return cursor < Array.from(text).length ? [] : (this.#typed(text)?.completions ?? []);
  }

  #ask(request: AskRequest): AskResponse {
    const recorded = this.#find(request);
    if (recorded?.problem) throw recorded.problem;
    if (!recorded?.response) {
      const known = this.#recordings.questions.map((question) => `“${question.text}”`).join(", ");
      throw notRecorded("This question wasn't recorded", `A browser can only show what was: ${known}.`);
    }
    if (recorded.later && request.passing) return recorded.later.response;
    if (recorded.later) this.#tell(recorded.response);
    if (recorded.response.kind === "answered") this.#remember(recorded.response.answer);
    return recorded.response;
  }

  /** The recording of these words and this moment, or else of these words. */
  #find({ text, as_of }: AskRequest): RecordedQuestion | undefined {
    const same = this.#recordings.questions.filter(
      (question) => question.text.toLowerCase() === text.trim().toLowerCase(),
    );
    return (
      same.find((question) => question.as_of === as_of) ??
      same.find((question) => (question.as_of === null) === (as_of === null))
    );
  }

  /** With `?changes`, what came later is told of soon after. */
  #tell(response: AskResponse): void {
    if (!addressParameters().has("changes") || response.kind !== "answered") return;
    const places = [response.answer.question.place?.id ?? 0];
    setTimeout(() => this.#changed([{ kind: "guidance", places, what: "forecast" }]), 100);
  }

  #remember(answer: Answer): void {
    this.#past = [
      {
        id: answer.id,
        text: answer.question.text,
        asked_at: new Date().toISOString(),
        headline: answer.headline,
        short: answer.short,
        as_of: answer.as_of ? new Date(answer.issue_time.replace(/\[.*\]$/, "")).toISOString() : null,
      },
      ...this.#past.filter((question) => question.id !== answer.id),
    ];
  }

  #answer(id: number): Answer {
    for (const { response } of this.#recordings.questions) {
      if (response?.kind === "answered" && response.answer.id === id) return response.answer;
    }
    throw notRecorded("That answer isn't here any more", "Ask the question again.");
  }

  /** The drawing recorded for this theme at the nearest width that still fits. */
  #draw({ answer, options }: DrawRequest): Drawing[] {
    const recorded = this.#recordings.questions
      .flatMap((question) => [question, ...(question.later ? [question.later] : [])])
      .find(({ response }) => response?.kind === "answered" && response.answer.id === answer);
    return nearest(recorded?.drawings ?? [], options);
  }
}

function forOtherPrograms(): never {
  throw notRecorded("Nothing is asked here by other programs", "Run forecastle serve to have them ask.");
}

/** What the interface itself never asks for. */
const FOR_OTHER_PROGRAMS = {
  predict: forOtherPrograms,
  create_context: forOtherPrograms,
  enhance_context: forOtherPrograms,
  context: forOtherPrograms,
  contexts: forOtherPrograms,
  drop_context: forOtherPrograms,
  observations: forOtherPrograms,
  save_observations: forOtherPrograms,
};

const NO_OFFER = { condition: null, reason: null, watch: null };
/** What was drawn for this theme at the nearest width that still fits. */
function nearest(drawings: RecordedDrawings, options: DrawOptions): Drawing[] {
  const themed = drawings
    .filter((candidate) => candidate.options.theme === options.theme)
    .sort((a, b) => b.options.width - a.options.width);
  const best = themed.find((candidate) => candidate.options.width <= options.width) ?? themed.at(-1);
  return best?.drawings ?? [];
}

function notRecorded(title: string, detail: string): Problem {
  return { code: "not_found", title, detail, field: null };
}

/** `?delay=2000` slows every answer down. */
function delayFromAddress(): number {
  return Number(addressParameters().get("delay") ?? 0);
}

/** `?first-run` forgets that there was one. */
function isFirstRun(): boolean {
  return addressParameters().has("first-run");
}

function addressParameters(): URLSearchParams {
  return new URLSearchParams(typeof location === "undefined" ? "" : location.search);
}

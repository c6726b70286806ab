import type { About } from "../generated/About";
import type { ActivityInfo } from "../generated/ActivityInfo";
import type { AskResponse } from "../generated/AskResponse";
import type { Completion } from "../generated/Completion";
import type { Doctor } from "../generated/Doctor";
import type { Drawing } from "../generated/Drawing";
import type { DrawOptions } from "../generated/DrawOptions";
import type { ExportedData } from "../generated/ExportedData";
import type { ImportOptions } from "../generated/ImportOptions";
import type { ImportPreview } from "../generated/ImportPreview";
import type { ImportResponse } from "../generated/ImportResponse";
import type { Part } from "../generated/Part";
import type { PastImport } from "../generated/PastImport";
import type { Place } from "../generated/Place";
import type { Problem } from "../generated/Problem";
import type { RecordReport } from "../generated/RecordReport";
import type { ReplayReport } from "../generated/ReplayReport";
import type { SeriesInfo } from "../generated/SeriesInfo";
import type { Settings } from "../generated/Settings";
import type { Suggestion } from "../generated/Suggestion";
import type { WatchList } from "../generated/WatchList";
import type { WatchLog } from "../generated/WatchLog";
import type { WatchOffer } from "../generated/WatchOffer";

/** One question put to the real engine, and all that came back. */
export interface RecordedQuestion {
  text: string;
  as_of: string | null;
  response?: AskResponse;
  problem?: Problem;
  drawings: RecordedDrawings;
  /** What came back when more was known. */
  later?: { response: AskResponse; drawings: RecordedDrawings };
}

export type RecordedDrawings = { options: DrawOptions; drawings: Drawing[] }[];

/** What was told while a question was typed this far, with the cursor behind it. */
export interface RecordedTyping {
  text: string;
  parts: Part[];
  completions: Completion[];
}

/** A file looked into with something said of it, and all that came back. */
export interface RecordedFile {
  path: string;
  options: ImportOptions;
  preview?: ImportPreview;
  response?: ImportResponse;
  problem?: Problem;
}

/** What is watched, what was told of it, and what is offered for the recorded answers. */
export interface RecordedWatches {
  list: WatchList;
  log: WatchLog;
  offers: { id: number; offer: WatchOffer }[];
}

/** A part of the track record with its charts. */
export interface RecordedReport {
  report: RecordReport;
  drawings: RecordedDrawings;
}

/** The track record as it grows, and what a replay made of it. */
export interface RecordedTrackRecord {
  empty: RecordedReport;
  few: RecordedReport;
  many: RecordedReport;
  /** The picnics of many. */
  filtered: RecordedReport;
  replay: ReplayReport;
  replayed: RecordedReport;
}

/** What the browser platform serves: responses of the real engine, recorded. */
export interface Recordings {
  settings: Settings;
  activities: ActivityInfo[];
  series: SeriesInfo[];
  examples: Suggestion[];
  about: About;
  doctor: Doctor;
  places: Place[];
  questions: RecordedQuestion[];
  typing: RecordedTyping[];
  trackRecord: RecordedTrackRecord;
  imports: { looked: RecordedFile[]; past: PastImport[]; exported: ExportedData };
  watches: RecordedWatches;
}

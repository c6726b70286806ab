import { beforeEach, expect, test, vi } from "vitest";
import type { Problem } from "../generated/Problem";
import type { RecordedQuestion } from "../generated/RecordedQuestion";
import type { RecordReport } from "../generated/RecordReport";
import type { RecordRequest } from "../generated/RecordRequest";
import type { ReplayReport } from "../generated/ReplayReport";
import type { CommandName, Platform, Request, Response } from "../platform/platform";
import { filters, isFiltered, wholeRecord } from "../record/filters";
import { Outcomes } from "./outcomes.svelte";
import { Replaying } from "./replaying.svelte";
import { TrackRecord } from "./track-record.svelte";

/** A platform whose answers come when the test says so. */
class Waiting implements Platform {
  readonly calls: {
    name: CommandName;
    request: unknown;
    answer: (response: unknown) => void;
    fail: (problem: Problem) => void;
  }[] = [];

  call<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Response<Name>> {
    return new Promise((resolve, reject) => {
      this.calls.push({ name, request, answer: resolve as (response: unknown) => void, fail: reject });
    });
  }

  painted(): void {}

  last(name: CommandName) {
    const call = this.calls.findLast((call) => call.name === name);
    if (!call) throw new Error(`${name} was not called`);
    return call;
  }
}

const question = (id: number, change: Partial<RecordedQuestion> = {}): RecordedQuestion => ({
  id,
  text: "tomorrow's picnic",
  asked_at: "2013-06-01T22:00:00Z",
  short: "84 %",
  chance: 0.84,
  outing: true,
  happened: true,
  outcome: "It worked out",
  by: "measured",
  went: null,
  as_of: false,
  counts: true,
  ...change,
});
const report = (change: Partial<RecordReport> = {}): RecordReport => ({
  sentences: [],
  covers: "",
  charts: [],
  tables: [],
  best: [],
  worst: [],
  questions: [],
  untold: [],
  forecasts: 0,
  places: [],
  activities: [],
  variables: [],
  ...change,
});
const refusal: Problem = {
  code: "bad_request",
  title: "It hasn't begun yet",
  detail: "Tell later.",
  field: null,
};

let platform: Waiting;

beforeEach(() => {
  platform = new Waiting();
});

test("the newest part asked for is shown, whichever comes last", async () => {
  const record = new TrackRecord(platform);
  const first = record.refresh();
  const whole = platform.last("record");
  const second = record.show({ place: "Lisbon" });
  const lisbon = platform.last("record");
  expect(lisbon.request).toEqual({ ...wholeRecord(), place: "Lisbon" });
  lisbon.answer(report({ forecasts: 3 }));
  await second;
  whole.answer(report({ forecasts: 30 }));
  await first;
  expect(record.told?.report.forecasts).toBe(3);
  expect(record.told?.request.place).toBe("Lisbon");
  expect(record.pending).toBe(false);
});

test("what was shown stays when another part fails", async () => {
  const record = new TrackRecord(platform);
  const first = record.refresh();
  platform.last("record").answer(report({ forecasts: 30 }));
  await first;
  const second = record.show({ since: "1999-01-01" });
  platform.last("record").fail(refusal);
  await second;
  expect(record.problem).toEqual(refusal);
  expect(record.told?.report.forecasts).toBe(30);
});

test("only filters that choose something are offered, and those that are set", () => {
  const told = report({ places: ["New York"], activities: ["Picnic", "Weather"] });
  const keys = (request: RecordRequest) => filters(told, request).map(({ key }) => key);
  expect(keys(wholeRecord())).toEqual(["activity"]);
  expect(keys({ ...wholeRecord(), place: "New York" })).toEqual(["place", "activity"]);
  expect(isFiltered({ ...wholeRecord(), as_of: true })).toBe(false);
  expect(isFiltered({ ...wholeRecord(), since: "2013-06-01" })).toBe(true);
});

test("what was said of a question can be taken back", async () => {
  const outcomes = new Outcomes(platform);
  const refreshing = outcomes.refresh();
  platform.last("record").answer(report({ questions: [question(1, { went: { kind: "badly" } })] }));
  await refreshing;
  expect(outcomes.went(1)).toEqual({ kind: "badly" });
  expect(outcomes.went(2)).toBeNull();

  const telling = outcomes.tell(2, { kind: "fine" });
  expect(outcomes.went(2)).toBeNull();
  platform.last("record_outcome").answer({ before: null, text: "Kept." });
  expect(await telling).toBe(true);
  expect(outcomes.went(2)).toEqual({ kind: "fine" });

  const undoing = outcomes.undo(2);
  expect(platform.last("record_outcome").request).toEqual({ id: 2, went: null });
  platform.last("record_outcome").answer({ before: { kind: "fine" }, text: "Taken back." });
  await undoing;
  expect(outcomes.went(2)).toBeNull();

  // What stood there from an earlier day is taken back, too, not brought back.
  const earlier = outcomes.undo(1);
  expect(platform.last("record_outcome").request).toEqual({ id: 1, went: null });
  platform.last("record_outcome").answer({ before: { kind: "badly" }, text: "Taken back." });
  await earlier;
  expect(outcomes.went(1)).toBeNull();
});

test("what can't be kept is not shown as kept", async () => {
  const outcomes = new Outcomes(platform);
  const telling = outcomes.tell(7, { kind: "fine" });
  platform.last("record_outcome").fail(refusal);
  expect(await telling).toBe(false);
  expect(outcomes.went(7)).toBeNull();
  expect(outcomes.problems.get(7)).toEqual(refusal);
});

test("a replay tells how far it is, ends when told to, and says what it did", async () => {
  vi.useFakeTimers();
  const replaying = new Replaying(platform);
  expect(await replaying.run()).toBe(false);
  [replaying.of, replaying.from, replaying.to] = [" New York ", "2013-04-01", "2013-04-14"];
  const running = replaying.run();
  const asked = platform.last("replay").request as { of: string; job: string };
  expect(asked).toMatchObject({ of: "New York", from: "2013-04-01", to: "2013-04-14", questions: [] });
  expect(await replaying.run()).toBe(false);

  await vi.advanceTimersByTimeAsync(600);
  expect(platform.last("replay_progress").request).toEqual({ job: asked.job });
  platform.last("replay_progress").answer({ running: true, done: 5, total: 14 });
  await vi.advanceTimersByTimeAsync(0);
  expect(replaying.progress?.done).toBe(5);

  replaying.cancel();
  expect(replaying.ending).toBe(true);
  expect(platform.last("cancel_replay").request).toEqual({ job: asked.job });
  const done = { days_done: 6, days: 14, sentences: ["ended after 6 of 14 days"] } as ReplayReport;
  platform.last("replay").answer(done);
  expect(await running).toBe(true);
  expect(replaying.report).toEqual(done);
  expect([replaying.running, replaying.ending, replaying.progress]).toEqual([false, false, null]);
  vi.useRealTimers();
});

test("a replay that fails keeps what was chosen", async () => {
  const replaying = new Replaying(platform);
  [replaying.of, replaying.from, replaying.to] = ["Nowhere", "2013-04-01", "2013-04-14"];
  const running = replaying.run();
  platform.last("replay").fail(refusal);
  expect(await running).toBe(false);
  expect(replaying.problem).toEqual(refusal);
  expect(replaying.of).toBe("Nowhere");
});

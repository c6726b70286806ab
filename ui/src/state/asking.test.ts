import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer } from "../generated/Answer";
import type { AskRequest } from "../generated/AskRequest";
import type { Change } from "../generated/Change";
import type { Problem } from "../generated/Problem";
import type { CommandName, Platform, Request, Response } from "../platform/platform";
import { noEdits } from "../question/edits";
import { Asking } from "./asking.svelte";

/** A platform whose answers come when the test says so, and in the order it says. */
class Waiting implements Platform {
  readonly asked: {
    request: AskRequest;
    answer: (answer: Answer) => void;
    fail: (problem: Problem) => void;
  }[] = [];

  call<Name extends CommandName>(_name: Name, request: Request<Name>): Promise<Response<Name>> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        request: request as AskRequest,
        answer: (answer) => resolve({ kind: "answered", answer } as Response<Name>),
        fail: reject,
      });
    });
  }

  painted(): void {}

  /** Tells of changes, as the window does. */
  tell: (changes: Change[]) => void = () => {};

  onChanged(callback: (changes: Change[]) => void) {
    this.tell = callback;
    return () => {};
  }

  nth(index: number) {
    const call = this.asked[index];
    if (!call) throw new Error(`only ${this.asked.length} commands were called`);
    return call;
  }
}

const answer = (headline: string) => ({ id: 1, headline }) as Answer;
const full: Problem = { code: "data", title: "The disk is full", detail: "Free some space.", field: null };

let platform: Waiting;
let asking: Asking;

beforeEach(() => {
  vi.useFakeTimers();
  platform = new Waiting();
  asking = new Asking(platform);
});
afterEach(() => {
  vi.useRealTimers();
});

test("the answer to an older question never takes the place of a newer one", async () => {
  const older = asking.ask("a run");
  const newer = asking.ask("a picnic");
  platform.nth(1).answer(answer("picnic"));
  await newer;
  platform.nth(0).answer(answer("run"));
  await older;
  expect(asking.answer?.headline).toBe("picnic");
});

test("an older question that comes back first is ignored, and the newer one is still awaited", async () => {
  const older = asking.ask("a run");
  const newer = asking.ask("a picnic");
  platform.nth(0).fail({ ...full, code: "superseded" });
  await older;
  expect(asking.result.kind).toBe("none");
  expect(asking.pending).toBe(true);
  platform.nth(1).answer(answer("picnic"));
  await newer;
  expect(asking.pending).toBe(false);
});

test("after Escape nothing comes, and what was shown stays", async () => {
  const first = asking.ask("a run");
  platform.nth(0).answer(answer("run"));
  await first;
  const second = asking.ask("a picnic");
  asking.cancel();
  platform.nth(1).answer(answer("picnic"));
  await second;
  expect(asking.answer?.headline).toBe("run");
  expect(asking.pending).toBe(false);
});

test("progress is shown from 300 milliseconds on, and not before", async () => {
  const run = asking.ask("a run");
  vi.advanceTimersByTime(299);
  expect(asking.slow).toBe(false);
  vi.advanceTimersByTime(1);
  expect(asking.slow).toBe(true);
  platform.nth(0).answer(answer("run"));
  await run;
  expect(asking.slow).toBe(false);
});

test("a quick answer shows no progress at all", async () => {
  const run = asking.ask("a run");
  platform.nth(0).answer(answer("run"));
  await run;
  vi.advanceTimersByTime(1000);
  expect(asking.slow).toBe(false);
});

test("a changed chip asks the question answered, not what was typed since, and keeps earlier changes", async () => {
  const first = asking.ask("a run");
  platform.nth(0).answer(answer("run"));
  await first;
  asking.text = "something half typ";
  const second = asking.change({ place: 7 });
  expect(platform.nth(1).request).toMatchObject({ text: "a run", edits: { place: 7 } });
  platform.nth(1).answer(answer("run there"));
  await second;
  asking.change({ from_hour: 6, to_hour: 9 });
  expect(platform.nth(2).request.edits).toEqual({ ...noEdits(), place: 7, from_hour: 6, to_hour: 9 });
});

test("a change that never came back leaves the edits as they were", async () => {
  const first = asking.ask("a run");
  platform.nth(0).answer(answer("run"));
  await first;
  asking.change({ place: 7 });
  asking.change({ from_hour: 6 });
  expect(platform.nth(2).request.edits).toEqual({ ...noEdits(), from_hour: 6 });
});

test("a new question starts without the changes of the old one, and at the same moment", async () => {
  asking.asOf = "2013-06-14T18:00";
  const first = asking.ask("a run");
  platform.nth(0).answer(answer("run"));
  await first;
  const second = asking.change({ place: 7 });
  platform.nth(1).answer(answer("run there"));
  await second;
  asking.ask("a picnic");
  expect(platform.nth(2).request).toMatchObject({ edits: noEdits(), as_of: "2013-06-14T18:00" });
});

test("a problem is shown and can be tried once more with the same words", async () => {
  const first = asking.ask("a run");
  platform.nth(0).fail(full);
  await first;
  if (asking.result.kind !== "problem") throw new Error("a problem was expected");
  expect(asking.result.problem).toEqual(full);
  asking.result.retry();
  expect(platform.nth(1).request.text).toBe("a run");
});

test("a question names the newest answer, which it may carry on; a changed chip names the one its question carried on", async () => {
  const first = asking.ask("a run");
  expect(platform.nth(0).request.previous).toBeNull();
  platform.nth(0).answer({ ...answer("run"), id: 5 });
  await first;
  const second = asking.ask("and on Sunday?");
  expect(platform.nth(1).request.previous).toBe(5);
  platform.nth(1).answer({ ...answer("run on Sunday"), id: 6 });
  await second;
  asking.change({ place: 7 });
  expect(platform.nth(2).request).toMatchObject({ text: "and on Sunday?", previous: 5 });
});

/** An answer about the weather of a place. */
const weather = (short: string, as_of = false) =>
  ({
    id: 1,
    headline: short,
    short,
    as_of,
    question: { text: "rain", subject: { kind: "weather" }, place: { id: 7 } },
  }) as Answer;
const guidance = (...places: number[]): Change => ({ kind: "guidance", places, what: "forecast" });

/** An answer that stands there. */
async function stands(given: Answer): Promise<void> {
  const done = asking.ask("rain");
  platform.nth(0).answer(given);
  await done;
}

test("changes that come together work the answer out once, in its place, and keep what stood there", async () => {
  await stands(weather("60 %"));
  platform.tell([guidance(7)]);
  platform.tell([{ kind: "series", series: ["roof"], weather: true }]);
  await vi.advanceTimersByTimeAsync(300);
  expect(platform.asked).toHaveLength(2);
  expect(platform.nth(1).request).toMatchObject({ text: "rain", passing: true });
  platform.nth(1).answer(weather("40 %"));
  await vi.advanceTimersByTimeAsync(0);
  expect(asking.answer?.short).toBe("40 %");
  expect(asking.refreshed?.before.short).toBe("60 %");
  expect(asking.arrival).toEqual({ how: "asked" });
});

test("what concerns another place, and any past moment, leaves the answer as it is", async () => {
  await stands(weather("60 %"));
  platform.tell([guidance(8)]);
  platform.tell([{ kind: "series", series: ["meter"], weather: false }]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(platform.asked).toHaveLength(1);
});

test("an answer as of a past moment is never worked out again", async () => {
  await stands(weather("60 %", true));
  platform.tell([guidance(7)]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(platform.asked).toHaveLength(1);
});

test("a refresh that comes behind a newer question is dropped", async () => {
  await stands(weather("60 %"));
  platform.tell([guidance(7)]);
  await vi.advanceTimersByTimeAsync(300);
  const newer = asking.ask("snow");
  platform.nth(2).answer(weather("5 %"));
  await newer;
  platform.nth(1).answer(weather("40 %"));
  await vi.advanceTimersByTimeAsync(0);
  expect(asking.answer?.short).toBe("5 %");
  expect(asking.refreshed).toBeNull();
});

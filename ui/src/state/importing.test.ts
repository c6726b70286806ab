import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { noOptions } from "../data/corrections";
import type { ImportPreview } from "../generated/ImportPreview";
import type { ImportRequest } from "../generated/ImportRequest";
import type { ImportResponse } from "../generated/ImportResponse";
import type { Problem } from "../generated/Problem";
import type { SeriesPreview } from "../generated/SeriesPreview";
import type { CommandName, Platform, Request, Response } from "../platform/platform";
import { Importing } from "./importing.svelte";

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
    return { ...call, asked: call.request as ImportRequest };
  }
}

const preview = (...columns: string[]) =>
  ({
    format: "table",
    series: columns.map((column) => ({ column, chosen: column !== "extra" }) as SeriesPreview),
    options: noOptions(),
  }) as ImportPreview;
const refusal: Problem = { code: "import", title: "The file can't be imported", detail: "…", field: "path" };
const response: ImportResponse = { series: [], notes: [] };

let platform: Waiting;
let importing: Importing;

/** A file that was looked into. */
async function looked(...columns: string[]): Promise<void> {
  const opening = importing.open("/home/you/meter.csv");
  platform.last("preview_import").answer(preview(...columns));
  await opening;
}

beforeEach(() => {
  vi.useFakeTimers();
  platform = new Waiting();
  importing = new Importing(platform);
});
afterEach(() => {
  vi.useRealTimers();
});

test("untouched, a file is imported as the engine proposes", async () => {
  await looked("power");
  const writing = importing.write();
  const { asked } = platform.last("import");
  expect(asked.options).toEqual(noOptions());
  platform.last("import").answer(response);
  expect(await writing).toBe(true);
  expect(importing.imported).toEqual(response);
  expect(importing.path).toBeNull();
});

test("a correction is looked at before anything is imported, and goes into the import", async () => {
  await looked("power", "extra");
  const correcting = importing.correctSeries("power", { unit: "kWh" });
  expect(importing.reading).toBe(true);
  expect(await importing.write()).toBe(false);
  platform.last("preview_import").answer(preview("power", "extra"));
  await correcting;
  importing.write();
  expect(platform.last("import").asked.options.series).toEqual([
    { column: "power", title: null, unit: "kWh", kind: null },
  ]);
});

test("the preview of an older correction never takes the place of a newer one", async () => {
  await looked("power");
  const older = importing.correct({ dayFirst: true });
  const first = platform.last("preview_import");
  const newer = importing.correct({ dayFirst: false });
  platform.last("preview_import").answer(preview("newer"));
  await newer;
  first.answer(preview("older"));
  await older;
  expect(importing.preview?.series[0]?.column).toBe("newer");
});

test("a file that can't be read is read once more with something else said", async () => {
  const opening = importing.open("/home/you/meter.csv");
  platform.last("preview_import").fail(refusal);
  await opening;
  expect(importing.problem).toEqual(refusal);
  const correcting = importing.correct({ timeZone: "Europe/Lisbon" });
  platform.last("preview_import").answer(preview("power", "extra"));
  await correcting;
  expect(importing.problem).toBeNull();
  expect([...importing.corrections.chosen]).toEqual(["power"]);
});

test("a correction that is refused leaves the preview of before", async () => {
  await looked("power");
  const correcting = importing.correct({ timeZone: "Nowhere" });
  platform.last("preview_import").fail(refusal);
  await correcting;
  expect(importing.preview?.series).toHaveLength(1);
  expect(importing.problem).toEqual(refusal);
});

test("choosing series asks for no new preview, and without any there is nothing to import", async () => {
  await looked("power", "extra");
  const before = platform.calls.length;
  importing.choose(["extra"], true);
  expect(importing.wanted).toBe(2);
  importing.choose(["power", "extra"], false);
  expect(importing.wanted).toBe(0);
  expect(await importing.write()).toBe(false);
  expect(platform.calls).toHaveLength(before);
});

test("progress is asked for by the name of the import until it ends", async () => {
  await looked("power");
  const writing = importing.write();
  const { job } = platform.last("import").asked;
  await vi.advanceTimersByTimeAsync(250);
  expect(platform.last("import_progress").request).toEqual({ job });
  platform.last("import_progress").answer({ running: true, done: 3, total: 4 });
  await vi.advanceTimersByTimeAsync(0);
  expect(importing.progress).toEqual({ running: true, done: 3, total: 4 });
  platform.last("import").answer(response);
  await writing;
  const asked = platform.calls.length;
  await vi.advanceTimersByTimeAsync(1000);
  expect(platform.calls).toHaveLength(asked);
});

test("a cancelled import leaves nothing, no problem either", async () => {
  await looked("power");
  const writing = importing.write();
  importing.cancel();
  expect(platform.last("cancel_import").request).toEqual({ job: platform.last("import").asked.job });
  platform.last("import").fail({ ...refusal, detail: "Cancelled." });
  expect(await writing).toBe(false);
  expect(importing.problem).toBeNull();
  expect(importing.cancelled).toBe(true);
  expect(importing.path).toBeNull();
});

test("an import that fails keeps what was said, to be tried once more", async () => {
  await looked("power");
  const correcting = importing.correctSeries("power", { title: "Heating" });
  platform.last("preview_import").answer(preview("power"));
  await correcting;
  const writing = importing.write();
  platform.last("import").fail(refusal);
  await writing;
  expect(importing.problem).toEqual(refusal);
  expect(importing.corrections.series.get("power")).toEqual({ title: "Heating" });
});

test("a calendar has no series to choose, and can be imported all the same", async () => {
  const opening = importing.open("/home/you/family.ics");
  platform.last("preview_import").answer({ ...preview(), format: "calendar" });
  await opening;
  expect(importing.ready).toBe(true);
  const writing = importing.write();
  platform.last("import").answer({ series: [], notes: ["2 appointments are kept."] });
  expect(await writing).toBe(true);
});

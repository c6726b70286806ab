import { beforeEach, expect, test } from "vitest";
import type { AuditLog } from "../generated/AuditLog";
import type { Problem } from "../generated/Problem";
import { Browser } from "../platform/browser";
import { recordings } from "../platform/fixtures/recordings";
import { otherPrograms } from "../platform/other-programs";
import type { CommandName, Platform, Request, Response } from "../platform/platform";
import { AccessLog } from "./access-log.svelte";
import { ServingStore } from "./serving.svelte";

/** The browser's platform at a stage that its address would name. */
class Staged implements Platform {
  readonly calls: { name: CommandName; request: unknown }[] = [];
  readonly #handlers;
  constructor(stage: string | null) {
    this.#handlers = { ...otherPrograms(stage) } as Record<string, (request: unknown) => unknown>;
  }

  async call<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Response<Name>> {
    this.calls.push({ name, request });
    const handler = this.#handlers[name];
    if (!handler) throw new Error(`${name} isn't played here`);
    return handler(request) as Response<Name>;
  }

  painted(): void {}
}

let serving: ServingStore;
beforeEach(async () => {
  serving = new ServingStore(new Browser(recordings));
  await serving.refresh();
});

test("the switch is off at first, and says where when it is on", async () => {
  expect(serving.current).toMatchObject({ on: false, address: null });
  expect(serving.address, "where it would be").toBe("http://127.0.0.1:7878");
  await serving.turn({ on: true });
  expect(serving.current?.address).toBe("http://127.0.0.1:7878");
});

test("a port that is chosen right before the switch is turned is the one that counts", async () => {
  await Promise.all([serving.turn({ port: 9000 }), serving.turn({ on: true })]);
  expect(serving.current?.address).toBe("http://127.0.0.1:9000");
});

test("a taken port leaves all as it was and is said until something else is tried", async () => {
  const store = new ServingStore(new Staged("taken"));
  await store.refresh();
  expect(store.current?.trouble?.title).toBe("Port 7878 is taken");
  await store.turn({ port: 8089 });
  expect(store.problem?.title).toBe("Port 8089 is taken");
  expect(store.current?.port).toBe(7878);
  await store.turn({ port: 9000 });
  expect(store.problem).toBeNull();
  expect(store.current).toMatchObject({ on: true, address: "http://127.0.0.1:9000", trouble: null });
});

test("the log is read by pages, and searched from its newest entry on", async () => {
  const platform = new Staged("many");
  const log = new AccessLog(platform);
  await log.refresh();
  expect(log.entries.length).toBe(25);
  expect(log.more).toBe(true);
  await log.older();
  await log.older();
  expect(log.entries.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, at) => 60 - at));
  expect(log.more).toBe(false);
  await log.refresh();
  expect(log.entries.length, "what is shown stays shown").toBe(60);
  log.containing = " home assistant ";
  log.outcome = "failed";
  await log.search();
  expect(new Set(log.entries.map(({ entry }) => entry.command))).toEqual(new Set(["record"]));
  expect(platform.calls.at(-1)?.request).toMatchObject({ containing: "home assistant", outcome: "failed" });
});

test("only the newest of several searches is shown", async () => {
  const answers: ((log: AuditLog) => void)[] = [];
  const slow = {
    call: () => new Promise((resolve) => answers.push(resolve as (log: AuditLog) => void)),
    painted() {},
  } as unknown as Platform;
  const log = new AccessLog(slow);
  const first = log.search();
  const second = log.search();
  answers[1]?.({ entries: [], more: false });
  answers[0]?.({ entries: [], more: true });
  await Promise.all([first, second]);
  expect(log.more).toBe(false);
});

test("a broken chain is kept with where it breaks, and a check that fails says why", async () => {
  const log = new AccessLog(new Staged("broken"));
  await log.check();
  expect(log.checked).toMatchObject({ sound: false, broken: 9 });
  const problem: Problem = { code: "data", title: "The disk is full", detail: "Make room.", field: null };
  const failing = new AccessLog({ call: () => Promise.reject(problem), painted() {} });
  await failing.check();
  expect(failing.problem).toEqual(problem);
  expect(failing.checked).toBeNull();
});

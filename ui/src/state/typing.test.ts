import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Completion } from "../generated/Completion";
import type { Part } from "../generated/Part";
import type { CommandName, Platform, Request, Response } from "../platform/platform";
import { stretches, Typing, take } from "./typing.svelte";

const picnic: Completion = { kind: "activity", start: 0, end: 3, text: "picnic", detail: "Picnic" };
const pinball: Completion = { kind: "activity", start: 0, end: 3, text: "pinball", detail: "" };

/** A platform whose answers come when the test says so. */
class Waiting implements Platform {
  readonly calls: {
    name: CommandName;
    request: unknown;
    answer: (answer: unknown) => void;
    fail: () => void;
  }[] = [];

  call<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Response<Name>> {
    return new Promise((resolve, reject) => {
      this.calls.push({ name, request, answer: (answer) => resolve(answer as Response<Name>), fail: reject });
    });
  }

  painted(): void {}

  async answer(name: CommandName, answer: unknown) {
    const index = this.calls.findIndex((call) => call.name === name);
    const [call] = this.calls.splice(index, 1);
    if (!call) throw new Error(`${name} wasn't called`);
    call.answer(answer);
    await vi.advanceTimersByTimeAsync(0);
  }
}

let platform: Waiting;
let typing: Typing;

beforeEach(() => {
  vi.useFakeTimers();
  platform = new Waiting();
  typing = new Typing(platform);
});

afterEach(() => vi.useRealTimers());

async function offered(text: string, completions: Completion[], parts: Part[] = []) {
  typing.typed(text, text.length);
  await vi.advanceTimersByTimeAsync(100);
  await platform.answer("preview", parts);
  await platform.answer("complete", completions);
}

test("nothing is asked before typing pauses, and then once", async () => {
  typing.typed("p", 1);
  await vi.advanceTimersByTimeAsync(30);
  typing.typed("pi", 2);
  await vi.advanceTimersByTimeAsync(30);
  expect(platform.calls).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(100);
  expect(platform.calls.map((call) => call.request)).toEqual([{ text: "pi" }, { text: "pi", cursor: 2 }]);
});

test("the cursor counts characters, not UTF-16 units", async () => {
  typing.typed("🌧 São", 6);
  await vi.advanceTimersByTimeAsync(100);
  expect(platform.calls[1]?.request).toEqual({ text: "🌧 São", cursor: 5 });
});

test("the keys go round the list, and nothing is chosen before they do", async () => {
  await offered("pic", [picnic, pinball]);
  expect([typing.open, typing.chosen]).toEqual([true, undefined]);
  typing.move(1);
  expect(typing.chosen).toBe(picnic);
  typing.move(-1);
  expect(typing.chosen).toBe(pinball);
  typing.close();
  expect([typing.open, typing.chosen, typing.move(1)]).toEqual([false, undefined, false]);
});

test("an answer that comes after the list was closed, or after newer words, is not shown", async () => {
  typing.typed("pic", 3);
  await vi.advanceTimersByTimeAsync(100);
  typing.close();
  await platform.answer("preview", []);
  await platform.answer("complete", [picnic]);
  expect(typing.open).toBe(false);
});

test("words that came from elsewhere are marked, and nothing is offered for them", async () => {
  typing.shown("picnic");
  await vi.advanceTimersByTimeAsync(100);
  await platform.answer("preview", [{ kind: "activity", start: 0, end: 6, meant: null }]);
  expect([typing.parts.length, typing.open, platform.calls.length]).toEqual([1, false, 0]);
});

test("taking a completion replaces what it was typed of and leaves the cursor behind it", () => {
  expect(take("pic", picnic)).toEqual({ text: "picnic ", cursor: 7 });
  expect(take("pic tomorrow", picnic)).toEqual({ text: "picnic tomorrow", cursor: 6 });
  const köln: Completion = { kind: "place", start: 5, end: 7, text: "Köln", detail: "" };
  expect(take("🌧 in kö?", köln)).toEqual({ text: "🌧 in Köln?", cursor: 10 });
});

test("a text is cut at its parts, as far as it still is the text that was read", () => {
  const part = (start: number, end: number): Part => ({ kind: "place", start, end, meant: null });
  const cut = (text: string, read: string, parts: Part[]) =>
    stretches(text, read, parts).map((stretch) => (stretch.part ? `[${stretch.text}]` : stretch.text));
  expect(cut("rain in Porto now", "rain in Porto now", [part(0, 4), part(8, 13)])).toEqual([
    "[rain]",
    " in ",
    "[Porto]",
    " now",
  ]);
  expect(cut("rain in Po", "rain in Porto", [part(0, 4), part(8, 13)])).toEqual(["[rain]", " in Po"]);
  expect(cut("🌧 Porto", "🌧 Porto", [part(2, 7)])).toEqual(["🌧 ", "[Porto]"]);
  expect(cut("", "rain", [part(0, 4)])).toEqual([]);
});

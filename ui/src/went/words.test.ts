import { expect, test } from "vitest";
import type { Answer } from "../generated/Answer";
import type { Asked } from "../generated/Asked";
import { canTell, said, words } from "./words";

function answer(asked: Asked, ends: string[], as_of = false): Answer {
  const spans = ends.map((end) => ({ start: "2026-11-23T12:00:00-05:00[America/New_York]", end }));
  return { as_of, question: { asked, spans } } as unknown as Answer;
}

const END = "2026-11-23T15:00:00-05:00[America/New_York]";
const event: Asked = { kind: "event", negated: false };

test.each([
  ["2026-11-23T19:59:59Z", null],
  ["2026-11-23T20:00:00Z", "event"],
  ["2026-12-01T00:00:00Z", "event"],
])("at %s of a time that ends at 20:00 UTC, there is to tell: %s", (now, kind) => {
  expect(canTell(answer(event, [END]), new Date(now))).toBe(kind);
});

test("what is told of depends on what was asked", () => {
  const later = new Date("2026-12-01T00:00:00Z");
  expect(canTell(answer({ kind: "window", hours: 3, negated: true }, [END]), later)).toBe("outing");
  expect(canTell(answer({ kind: "first_time" }, [END]), later)).toBeNull();
  expect(canTell(answer(event, [END, END]), later)).toBeNull();
  expect(canTell(answer(event, []), later)).toBeNull();
  expect(canTell(answer(event, [END], true), later)).toBeNull();
});

test("an outing goes well, rain happens", () => {
  expect(words("outing").fine).toBe("Went fine");
  expect(words("event").fine).toBe("It happened");
  expect(said({ kind: "badly" }, "event")).toBe("You said that it didn't happen.");
  expect(said({ kind: "value", value: 1234.5 }, "amount")).toBe("You said that it was 1,234.5.");
});

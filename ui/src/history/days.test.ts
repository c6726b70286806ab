import { expect, test } from "vitest";
import type { PastQuestion } from "../generated/PastQuestion";
import { byDay } from "./days";

const asked = (id: number, asked_at: string) => ({ id, asked_at }) as PastQuestion;

test("questions stand under the day they were asked on, in the order they came", () => {
  const questions = [
    asked(3, "2026-11-22T09:00Z"),
    asked(2, "2026-11-22T08:00Z"),
    asked(1, "2026-11-21T08:00Z"),
  ];
  const days = byDay(questions, (question) => question.asked_at.slice(0, 10));
  expect(days.map(({ day, questions }) => [day, questions.map(({ id }) => id)])).toEqual([
    ["2026-11-22", [3, 2]],
    ["2026-11-21", [1]],
  ]);
});

import type { PastQuestion } from "../generated/PastQuestion";

/** Questions under the day they were asked on. */
export interface AskedDay {
  day: string;
  questions: PastQuestion[];
}

/** Questions, newest first, cut where `dayOf` changes. */
export function byDay(
  questions: readonly PastQuestion[],
  dayOf: (question: PastQuestion) => string,
): AskedDay[] {
  const days: AskedDay[] = [];
  for (const question of questions) {
    const day = dayOf(question);
    const newest = days.at(-1);
    if (newest?.day === day) newest.questions.push(question);
    else days.push({ day, questions: [question] });
  }
  return days;
}

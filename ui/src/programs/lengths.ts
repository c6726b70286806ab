/** How long a token may serve. */
export const LENGTHS = [
  { id: "day", title: "One day", days: 1 },
  { id: "week", title: "One week", days: 7 },
  { id: "quarter", title: "90 days", days: 90 },
  { id: "year", title: "One year", days: 365 },
  { id: "ever", title: "Until it is revoked", days: null },
] as const;

/** What is proposed: long enough for a trial that turns into use, and not for ever. */
export const USUAL_LENGTH: (typeof LENGTHS)[number]["id"] = "quarter";

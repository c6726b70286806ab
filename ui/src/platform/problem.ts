import type { Problem } from "../generated/Problem";

/** Whatever was thrown, as a `Problem`, so that a screen has one shape of trouble to show. */
export function asProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "internal",
    title: "Something inside Forecastle went wrong",
    detail: `Nothing you entered is lost; try once more. If it stays, the words to report are: ${said}`,
    field: null,
  };
}

function isProblem(thrown: unknown): thrown is Problem {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    "title" in thrown &&
    "detail" in thrown
  );
}

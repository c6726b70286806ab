import { expect, it } from "vitest";
import { argumentsToFillIn, readArguments } from "./tool-arguments";

it("fills in what has to be told, by its kind", () => {
  const argument = (name: string, kind: string, required: boolean) => ({
    name,
    kind,
    required,
    description: "",
  });
  const tool = {
    name: "read",
    title: "Read",
    description: "",
    only_reads: true,
    arguments: [
      argument("station", "string", true),
      argument("days", "integer", true),
      argument("raw", "", false),
    ],
  };
  expect(readArguments(argumentsToFillIn(tool))).toEqual({ station: "", days: 0 });
});

it("reads one object and nothing else", () => {
  expect(readArguments("")).toEqual({});
  for (const text of ["[]", "7", "null", "{", '"a"']) expect(readArguments(text)).toBeNull();
});

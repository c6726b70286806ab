import type { SourceTool } from "../generated/SourceTool";

/** What a tool has to be told, as JSON to fill in. */
export function argumentsToFillIn(tool: SourceTool): string {
  const empty: Record<string, unknown> = { number: 0, integer: 0, boolean: false, array: [], object: {} };
  const required = tool.arguments.filter((argument) => argument.required);
  const filled = required.map(({ name, kind }) => [name, empty[kind] ?? ""]);
  return JSON.stringify(Object.fromEntries(filled), null, 2);
}

/** JSON that is one object; null for anything else. */
export function readArguments(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

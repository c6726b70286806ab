import { expect, test } from "vitest";
import { parseMarkdown } from "./parse";

const text = (words: string) => [{ kind: "text", text: words }];

test("headings, paragraphs and lists", () => {
  expect(parseMarkdown("# Data\n\nFrom\nothers.\n\n- one\n  and on\n- two\n")).toEqual([
    { kind: "heading", level: 1, content: text("Data") },
    { kind: "paragraph", content: text("From others.") },
    { kind: "list", ordered: false, items: [text("one and on"), text("two")] },
  ]);
});

test("a table", () => {
  expect(parseMarkdown("| What | Licence |\n|---|:--|\n| Cities | CC BY |\n")).toEqual([
    { kind: "table", header: [text("What"), text("Licence")], rows: [[text("Cities"), text("CC BY")]] },
  ]);
});

test("marked text and links", () => {
  expect(parseMarkdown("**Inter** by *R. A.*, `OFL`: [site](https://rsms.me/inter) <https://x.org>")).toEqual(
    [
      {
        kind: "paragraph",
        content: [
          { kind: "strong", text: "Inter" },
          { kind: "text", text: " by " },
          { kind: "emphasis", text: "R. A." },
          { kind: "text", text: ", " },
          { kind: "code", text: "OFL" },
          { kind: "text", text: ": " },
          { kind: "link", text: "site", address: "https://rsms.me/inter" },
          { kind: "text", text: " " },
          { kind: "link", text: "https://x.org", address: "https://x.org" },
        ],
      },
    ],
  );
});

test.each(["javascript:alert", "data:text/html,x", "LICENSE-MIT", "file:///etc/passwd"])(
  "a link to %s is only its words",
  (address) => {
    expect(parseMarkdown(`[words](${address})`)).toEqual([{ kind: "paragraph", content: text("words") }]);
  },
);

test("markup stays text", () => {
  expect(parseMarkdown("<img src=x onerror=alert(1)>")).toEqual([
    { kind: "paragraph", content: text("<img src=x onerror=alert(1)>") },
  ]);
});

test("fenced code is kept as it is", () => {
  expect(parseMarkdown("```\n# not a heading\n```\nafter")).toEqual([
    { kind: "code", text: "# not a heading" },
    { kind: "paragraph", content: text("after") },
  ]);
});

test.each(["", "\n\n", "```", "|", "#", "- ", "**", "[a](", "| a\n|", "  indented"])("%j ends", (source) => {
  expect(() => parseMarkdown(source)).not.toThrow();
});

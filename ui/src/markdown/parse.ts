/** A run of text within a block. */
export type Inline =
  | { kind: "text" | "strong" | "emphasis" | "code"; text: string }
  | { kind: "link"; text: string; address: string };

/** A block of a document. */
export type Block =
  | { kind: "heading"; level: number; content: Inline[] }
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "code"; text: string }
  | { kind: "table"; header: Inline[][]; rows: Inline[][][] };

/**
 * The Markdown that our own pages are written in: headings, paragraphs, flat lists, tables, fenced code, and within
 * them strong, emphasis, code and links. It gives blocks rather than HTML, so nothing in a page can become markup.
 */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;

  /** The lines from here on for which `belongs` holds. */
  const take = (belongs: (line: string) => boolean): string[] => {
    const start = at;
    while (at < lines.length && belongs(lines[at] as string)) at += 1;
    return lines.slice(start, at);
  };

  while (at < lines.length) {
    const line = lines[at] as string;
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (line.trim() === "" || /^\s*<!--.*-->\s*$/.test(line)) {
      at += 1;
    } else if (heading) {
      at += 1;
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, content: inline(heading[2] ?? "") });
    } else if (line.startsWith("```")) {
      at += 1;
      const text = take((next) => !next.startsWith("```")).join("\n");
      at += 1;
      blocks.push({ kind: "code", text });
    } else if (line.startsWith("|")) {
      const [header = "", , ...rows] = take((next) => next.startsWith("|"));
      blocks.push({ kind: "table", header: cells(header), rows: rows.map(cells) });
    } else if (ITEM.test(line)) {
      const ordered = /^\s*\d/.test(line);
      const items = joinItems(take((next) => ITEM.test(next) || /^\s+\S/.test(next)));
      blocks.push({ kind: "list", ordered, items: items.map(inline) });
    } else {
      const text = take((next) => next.trim() !== "" && !/^(#{1,6}\s|```|\|)/.test(next) && !ITEM.test(next));
      blocks.push({ kind: "paragraph", content: inline(text.map((part) => part.trim()).join(" ")) });
    }
  }
  return blocks;
}

const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;

/** Items with the lines that run on from them. */
function joinItems(lines: string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return items;
}

function cells(row: string): Inline[][] {
  return row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => inline(cell.trim()));
}

const MARKED = /\*\*(.+?)\*\*|\*(.+?)\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:\/\/[^>\s]+)>/g;

function inline(text: string): Inline[] {
  const runs: Inline[] = [];
  let end = 0;
  const plain = (to: number) => {
    if (to > end) runs.push({ kind: "text", text: text.slice(end, to) });
  };
  for (const found of text.matchAll(MARKED)) {
    plain(found.index);
    const [whole, strong, emphasis, code, label, address, bare] = found;
    if (strong !== undefined) runs.push({ kind: "strong", text: strong });
    else if (emphasis !== undefined) runs.push({ kind: "emphasis", text: emphasis });
    else if (code !== undefined) runs.push({ kind: "code", text: code });
    else if (bare !== undefined) runs.push({ kind: "link", text: bare, address: bare });
    else if (label !== undefined && address !== undefined) {
      // An address within our own repository leads nowhere from the window, and any other scheme nowhere good.
      if (/^https?:\/\//.test(address)) runs.push({ kind: "link", text: label, address });
      else runs.push({ kind: "text", text: label });
    }
    end = found.index + whole.length;
  }
  plain(text.length);
  return runs;
}

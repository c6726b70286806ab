import type { AccessToken } from "../generated/AccessToken";

/** Ways to use a token. */
export const USES = [
  { id: "curl", title: "curl" },
  { id: "python", title: "Python" },
  { id: "mcp-http", title: "Assistant, over HTTP" },
  { id: "mcp-stdio", title: "Assistant that starts Forecastle" },
] as const;
export type Use = (typeof USES)[number]["id"];

interface Asked {
  path: string;
  body: object | null;
}

/** Something that the token allows, to try it with. */
function asked({ permissions, series: [series] }: AccessToken): Asked {
  if (series !== undefined && permissions.includes("read"))
    return { path: `/v1/series/${encodeURIComponent(series)}/observations?limit=10`, body: null };
  if (series === undefined && permissions.includes("ask"))
    return { path: "/v1/ask", body: { text: "will it rain tomorrow in Porto?" } };
  if (series === undefined && permissions.includes("read")) return { path: "/v1/series", body: null };
  const features = [12, 15, 14, 18, 21, 19, 17, 13, 16, 15, 19, 22, 20, 18];
  return { path: "/v1/predict", body: { features, prediction_horizon: 7 } };
}

function curl(address: string, secret: string, { path, body }: Asked): string {
  const lines = [
    `curl --silent --show-error '${address}${path}'`,
    `--header 'Authorization: Bearer ${secret}'`,
    ...(body
      ? [
          "--header 'Content-Type: application/json'",
          `--data '${JSON.stringify(body, null, 1).replace(/\s+/g, " ")}'`,
        ]
      : []),
  ];
  return lines.join(" \\\n  ");
}

function python(address: string, secret: string, { path, body }: Asked): string {
  const data = body ? `json.dumps(${JSON.stringify(body, null, 1).replace(/\s+/g, " ")}).encode()` : "None";
  return [
    "import json, urllib.request",
    `headers = {"Authorization": "Bearer ${secret}", "Content-Type": "application/json"}`,
    `data = ${data}`,
    `request = urllib.request.Request("${address}${path}", data, headers)`,
    "print(json.load(urllib.request.urlopen(request)))",
  ].join("\n");
}

function assistant(server: object): string {
  return JSON.stringify({ mcpServers: { forecastle: server } }, null, 2);
}

/** What to type, run or put into a file to use the token in that way. */
export function snippet(use: Use, address: string, secret: string, token: AccessToken): string {
  switch (use) {
    case "curl":
      return curl(address, secret, asked(token));
    case "python":
      return python(address, secret, asked(token));
    case "mcp-http":
      return assistant({
        type: "http",
        url: `${address}/mcp`,
        headers: { Authorization: `Bearer ${secret}` },
      });
    case "mcp-stdio":
      return assistant({ command: "forecastle", args: ["mcp"] });
  }
}

/** What there is to know of that way, beside what to type. */
export function advice(use: Use, token: AccessToken): string {
  const isLimited = token.series.length + token.places.length > 0;
  switch (use) {
    case "curl":
      return "Type it in a terminal. Keep the token out of files that others can read.";
    case "python":
      return "Nothing needs to be installed for it.";
    case "mcp-http":
      return isLimited
        ? "For the configuration of an assistant that speaks the Model Context Protocol. It can ask about what this token opens, and sees nothing else."
        : "For the configuration of an assistant that speaks the Model Context Protocol.";
    case "mcp-stdio":
      return "It takes no token: the assistant runs Forecastle itself, and may ask, read and change. It works with this switched off, too.";
  }
}

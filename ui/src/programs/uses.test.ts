import { expect, test } from "vitest";
import type { AccessToken } from "../generated/AccessToken";
import { allowed } from "./permissions";
import { advice, snippet, USES } from "./uses";

const HERE = "http://127.0.0.1:7878";
const token = (change: Partial<AccessToken> = {}): AccessToken => ({
  id: 1,
  name: "a test",
  permissions: ["ask", "read"],
  series: [],
  places: [],
  models: [],
  created: "2026-11-22T21:00:00Z",
  expires: null,
  last_used: null,
  ...change,
});

test("permissions are told in plain words, and none at all is one too", () => {
  expect(allowed(["ask"])).toBe("Ask in words");
  expect(allowed(["read", "ask"])).toBe("Ask in words, read");
  expect(allowed(["admin", "predict"])).toBe("Everything else");
  expect(allowed(["predict"])).toBe("Carry on histories that it gives itself");
});

test("what is tried is something that the token allows", () => {
  const path = (change: Partial<AccessToken>) =>
    snippet("curl", HERE, "forecastle_1", token(change)).split("'")[1]?.slice(HERE.length);
  expect(path({})).toBe("/v1/ask");
  expect(path({ permissions: ["read"] })).toBe("/v1/series");
  expect(path({ permissions: ["write"] })).toBe("/v1/predict");
  expect(path({ series: ["own/meter 1"] })).toBe("/v1/series/own%2Fmeter%201/observations?limit=10");
  expect(path({ series: ["own"], permissions: ["ask"] })).toBe("/v1/predict");
});

test("a shell and Python take what they are given as one thing", () => {
  const curl = snippet("curl", HERE, "forecastle_1", token());
  expect(curl.split("'").length % 2, "every quotation is closed").toBe(1);
  expect(curl).toContain('--data \'{ "text": "will it rain tomorrow in Porto?" }\'');
  expect(snippet("python", HERE, "forecastle_1", token({ permissions: ["read"] }))).toContain("data = None");
});

test("assistants are told in JSON where and with what", () => {
  const http = JSON.parse(snippet("mcp-http", HERE, "forecastle_1", token())).mcpServers.forecastle;
  expect(http).toEqual({
    type: "http",
    url: `${HERE}/mcp`,
    headers: { Authorization: "Bearer forecastle_1" },
  });
  const stdio = JSON.parse(snippet("mcp-stdio", HERE, "forecastle_1", token())).mcpServers.forecastle;
  expect(stdio).toEqual({ command: "forecastle", args: ["mcp"] });
  expect(advice("mcp-http", token({ series: ["own"] }))).toContain("sees nothing else");
  for (const { id } of USES) expect(advice(id, token())).toMatch(/\.$/);
});

import type { AccessToken } from "../generated/AccessToken";
import type { AuditEntry } from "../generated/AuditEntry";
import type { ChainedEntry } from "../generated/ChainedEntry";
import type { Serving } from "../generated/Serving";
import models from "./fixtures/models.json";
import type { CommandName, Request, Response } from "./platform";

type Handles<Name extends CommandName> = {
  [Each in Name]: (request: Request<Each>) => Response<Each> | Promise<Response<Each>>;
};

/** When the recordings were made, and what happened in the hours before. */
const NOW = Date.parse("2026-11-22T21:02:00Z");
const before = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

/** The port that is taken with `?programs=taken`, and one that is always. */
const TAKEN = [7878, 8089];

const SOME_TOKENS: AccessToken[] = [
  {
    id: 1,
    name: "Home Assistant",
    permissions: ["ask", "read"],
    series: [],
    places: [],
    models: [],
    created: before(60 * 24 * 40),
    expires: null,
    last_used: before(2),
  },
  {
    id: 2,
    name: "Notebook of the energy group",
    permissions: ["read"],
    series: ["electricity-household", "traffic-i94"],
    places: [],
    models: ["energy", "traffic"],
    created: before(60 * 24 * 12),
    expires: new Date(NOW + 78 * 86_400_000).toISOString(),
    last_used: before(60 * 24 * 3),
  },
  {
    id: 3,
    name: "A trial",
    permissions: ["predict"],
    series: [],
    places: [],
    models: [],
    created: before(60 * 24 * 9),
    expires: before(60 * 24 * 2),
    last_used: null,
  },
];

/** What was done in turn, again and again. */
const DEEDS: Pick<AuditEntry, "who" | "command" | "outcome" | "times">[] = [
  { who: "Home Assistant (token 1)", command: "ask", outcome: "done", times: 1 },
  { who: "without a token, from 127.0.0.1", command: "predict", outcome: "done", times: 412 },
  { who: "Home Assistant (token 1)", command: "watch_log", outcome: "done", times: 1 },
  { who: "Notebook of the energy group (token 2)", command: "observations", outcome: "done", times: 14 },
  { who: "Notebook of the energy group (token 2)", command: "settings", outcome: "refused", times: 1 },
  { who: "without a token, from 127.0.0.1", command: "series", outcome: "refused", times: 2 },
  { who: "Home Assistant (token 1)", command: "record", outcome: "failed", times: 1 },
];

function someEntries(count: number): ChainedEntry[] {
  return Array.from({ length: count }, (_, at) => {
    const deed = DEEDS[at % DEEDS.length] as (typeof DEEDS)[number];
    return { number: count - at, entry: { at: before(2 + at * 37), ...deed }, hash: String(count - at) };
  });
}

/**
 * Nothing listens in a browser: the switch, the tokens and the log are played. `many` of the address has some of each, `broken` a log
 * that was changed, `taken` a port that is, and `impossible` no switch.
 */
export function otherPrograms(
  stage: string | null,
): Handles<
  | "serving"
  | "serve_programs"
  | "tokens"
  | "create_token"
  | "revoke_token"
  | "audit_log"
  | "verify_audit"
  | "models"
> {
  const grown = stage === "many" || stage === "broken";
  let tokens = grown ? SOME_TOKENS : [];
  const entries = grown ? someEntries(stage === "broken" ? 12 : 60) : [];
  let on = grown || stage === "taken";
  let port = 7878;
  const serving = (): Serving => {
    const listens = on && !(stage === "taken" && TAKEN.includes(port));
    return {
      possible: stage !== "impossible",
      on,
      port,
      address: listens ? `http://127.0.0.1:${port}` : null,
      since: listens ? before(grown ? 187 : 0) : null,
      requests: grown ? 1440 : 0,
      trouble: on && !listens ? taken(port) : null,
    };
  };
  return {
    serving,
    serve_programs: (request) => {
      const wanted = request.port ?? port;
      if (request.on && TAKEN.includes(wanted) && stage === "taken") throw taken(wanted);
      on = request.on;
      port = wanted;
      return serving();
    },
    tokens: () => tokens,
    create_token: ({ name, permissions, series, places: names, models, days }) => {
      const id = Math.max(0, ...tokens.map((token) => token.id)) + 1;
      const expires = days === null ? null : new Date(NOW + days * 86_400_000).toISOString();
      const places = names.map((name, index) => ({ id: index + 1, name }));
      const token = {
        id,
        name,
        permissions,
        series,
        places,
        models,
        created: before(0),
        expires,
        last_used: null,
      };
      tokens = [...tokens, token];
      return { secret: `forecastle_${"0123456789abcdef".repeat(4)}`, token };
    },
    revoke_token: ({ id }) => {
      tokens = tokens.filter((token) => token.id !== id);
      return {};
    },
    audit_log: ({ limit, before, containing, outcome }) => {
      const words = containing?.toLowerCase() ?? "";
      const found = entries
        .filter(({ number }) => before === null || number < before)
        .filter(({ entry }) => `${entry.who} ${entry.command}`.toLowerCase().includes(words))
        .filter(({ entry }) => outcome === null || entry.outcome === outcome);
      const most = limit ?? 100;
      return { entries: found.slice(0, most), more: found.length > most };
    },
    verify_audit: () => ({
      sound: stage !== "broken",
      broken: stage === "broken" ? 9 : null,
      entries: entries.length,
      newest: "0".repeat(64),
      text:
        stage === "broken"
          ? BROKEN
          : `All ${entries.length} entries follow from each other, as they were written.`,
    }),
    models: () => models,
  };
}

/** In the words of `crates/engine/src/access/audit.rs`. */
const BROKEN =
  "Entry 9 doesn't follow from the one before it: it was changed, or one was taken out before it. Forecastle never does that, so something else wrote to the data file, or the disk is failing. Don't rely on entries up to 9. Revoke the tokens that you don't know, and see who can write to the data folder.";

/** In the words of `src-tauri/src/serving.rs`. */
function taken(port: number) {
  return {
    code: "bad_request" as const,
    title: `Port ${port} is taken`,
    detail:
      "Another program listens there, perhaps another window of Forecastle or `forecastle serve`. Choose another port, or end that program.",
    field: "port",
  };
}

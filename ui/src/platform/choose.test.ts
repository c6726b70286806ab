import { expect, test } from "vitest";
import { Browser } from "./browser";
import { choosePlatform, isTauri } from "./choose";
import { tauri } from "./tauri";

test("inside Forecastle's window, commands go to Tauri", async () => {
  const window = { __TAURI_INTERNALS__: {} };
  expect(isTauri(window)).toBe(true);
  expect(await choosePlatform(window)).toBe(tauri);
});

test("anywhere else, recorded responses are served", async () => {
  expect(isTauri({})).toBe(false);
  const platform = await choosePlatform({});
  expect(platform).toBeInstanceOf(Browser);
  expect((await platform.call("examples", {})).length).toBeGreaterThan(0);
});

test("what is told while typing is what was recorded, behind the last word only", async () => {
  const platform = await choosePlatform({});
  const text = "will it rain in Lisbn on Saturday";
  const parts = await platform.call("preview", { text });
  expect(parts.find(({ meant }) => meant !== null)).toMatchObject({ kind: "place", meant: "Lisbon" });
  expect(await platform.call("preview", { text: "never typed" })).toEqual([]);
  const por = "picnic in Por";
  expect(await platform.call("complete", { text: por, cursor: 3 })).toEqual([]);
  const offered = await platform.call("complete", { text: por, cursor: por.length });
  expect(offered.map(({ text }) => text)).toContain("Porto Alegre");
});

test("what was never recorded is a problem that says so, never an invented answer", async () => {
  const platform = await choosePlatform({});
  const request = {
    text: "will pigs fly?",
    edits: {} as never,
    as_of: null,
    place: null,
    previous: null,
    passing: false,
    asker: null,
  };
  await expect(platform.call("ask", request)).rejects.toMatchObject({ code: "not_found" });
});

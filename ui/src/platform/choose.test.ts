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

test("what was never recorded is a problem that says so, never an invented answer", async () => {
  const platform = await choosePlatform({});
  const request = {
    text: "will pigs fly?",
    edits: {} as never,
    as_of: null,
    place: null,
    previous: null,
    asker: null,
  };
  await expect(platform.call("ask", request)).rejects.toMatchObject({ code: "not_found" });
});

import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Change } from "../generated/Change";
import type { Screen } from "../state/route.svelte";
import type { CommandName, Platform, Request, Response } from "./platform";
import { asProblem } from "./problem";

/** The real window: commands go to the Rust side over Tauri's own channel. */
export const tauri: Platform = {
  async call<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Response<Name>> {
    try {
      return await invoke<Response<Name>>(name, { request });
    } catch (thrown) {
      throw asProblem(thrown);
    }
  },

  painted() {
    // A measurement only: whatever goes wrong with it is no concern of the person at the window.
    invoke("painted").catch(() => {});
  },

  onChanged(callback) {
    const listening = listen<Change[]>("changed", (event) => callback(event.payload));
    return () => {
      listening.then((stop) => stop());
    };
  },

  chooseFile: () => invoke<string | null>("choose_file"),

  chooseNewFolder: (name) => invoke<string | null>("choose_new_folder", { name }),

  onFilesOver(callback) {
    const listening = [
      listen("tauri://drag-enter", () => callback(true)),
      listen("tauri://drag-leave", () => callback(false)),
      listen("tauri://drag-drop", () => callback(false)),
    ];
    return () => {
      for (const one of listening) one.then((stop) => stop());
    };
  },

  onShow(callback) {
    const listening = listen<Screen>("show", (event) => callback(event.payload));
    return () => {
      listening.then((stop) => stop());
    };
  },

  onFilesDropped(callback) {
    const listening = listen<{ paths: string[] }>("tauri://drag-drop", (event) =>
      callback(event.payload.paths),
    );
    return () => {
      listening.then((stop) => stop());
    };
  },
};

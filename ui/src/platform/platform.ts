import type { Change } from "../generated/Change";
import type { Commands } from "../generated/Commands";
import type { Screen } from "../state/route.svelte";

export type CommandName = keyof Commands;
export type Request<Name extends CommandName> = Commands[Name]["request"];
export type Response<Name extends CommandName> = Commands[Name]["response"];

/** What the window needs from what it runs in. Nothing else in the UI knows whether that is Tauri or a browser. */
export interface Platform {
  /** Carries out one command of the contract. Rejects with a `Problem` and nothing else. */
  call<Name extends CommandName>(name: Name, request: Request<Name>): Promise<Response<Name>>;
  /** Says that the first picture is on the screen, so that the start can be timed. Never fails. */
  painted(): void;
  /** Calls back with what has become known without being asked for, until the returned function is called. */
  onChanged?(callback: (changes: Change[]) => void): () => void;
  /** Calls back with the screen that is to be shown, when a notification is clicked. */
  onShow?(callback: (screen: Screen) => void): () => void;
  /** Calls back with the paths of files dropped onto the window until the returned function is called. */
  onFilesDropped?(callback: (paths: string[]) => void): () => void;
  /** Calls back with whether files are held over the window, until the returned function is called. */
  onFilesOver?(callback: (over: boolean) => void): () => void;
  /** Lets the user choose a file with the system's own dialog; null when they think better of it. */
  chooseFile?(): Promise<string | null>;
  /** Lets the user choose where a new folder is made and what it is called. */
  chooseNewFolder?(name: string): Promise<string | null>;
}

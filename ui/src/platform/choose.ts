import type { Platform } from "./platform";

/** Whether the page runs inside Forecastle's own window. */
export function isTauri(surroundings: object): boolean {
  return "__TAURI_INTERNALS__" in surroundings;
}

/**
 * The platform the page runs on. The browser platform with its recorded responses is left out of the build that goes
 * into the window: the condition below is settled when building, and the import goes with it.
 */
export async function choosePlatform(surroundings: object): Promise<Platform> {
  if (isTauri(surroundings)) return (await import("./tauri")).tauri;
  if (import.meta.env.DEV || import.meta.env.MODE === "browser") {
    const [{ Browser }, { recordings }] = await Promise.all([
      import("./browser"),
      import("./fixtures/recordings"),
    ]);
    return new Browser(recordings);
  }
  throw new Error("This page belongs in Forecastle's window: start Forecastle to use it.");
}

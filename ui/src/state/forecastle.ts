import { createContext } from "svelte";
import type { Platform } from "../platform/platform";
import { Asking } from "./asking.svelte";
import { HistoryStore } from "./history.svelte";
import { Importing } from "./importing.svelte";
import { Outcomes } from "./outcomes.svelte";
import { Replaying } from "./replaying.svelte";
import { Route } from "./route.svelte";
import { SettingsStore } from "./settings.svelte";
import { WatchStore } from "./watches.svelte";

/** What every screen can reach. */
export interface Forecastle {
  platform: Platform;
  asking: Asking;
  history: HistoryStore;
  importing: Importing;
  outcomes: Outcomes;
  replaying: Replaying;
  route: Route;
  settings: SettingsStore;
  watches: WatchStore;
}

export const [forecastle, provideForecastle] = createContext<Forecastle>();

/** The state of one window. */
export function startForecastle(platform: Platform): Forecastle {
  const history = new HistoryStore(platform);
  const watches = new WatchStore(platform);
  const asking = new Asking(platform, () => history.refresh());
  const route = new Route();
  platform.onShow?.((screen) => route.go(screen));
  return {
    platform,
    asking,
    history,
    importing: new Importing(platform),
    outcomes: new Outcomes(platform),
    replaying: new Replaying(platform),
    route,
    settings: new SettingsStore(platform),
    watches,
  };
}

/** The screens there are, in the order of the navigation. */
export const SCREENS = ["ask", "watches", "history", "record", "data", "settings", "about"] as const;
type Main = (typeof SCREENS)[number];

/** Screens that are reached through another one, and stand below it. */
const BELOW = { programs: "settings" } as const satisfies Record<string, Main>;
type Below = keyof typeof BELOW;

export type Screen = Main | Below;

const isBelow = (screen: Screen): screen is Below => screen in BELOW;

/** Which screen of the navigation a screen belongs to. */
export function mainOf(screen: Screen): Main {
  return isBelow(screen) ? BELOW[screen] : screen;
}

/** Their names as shown. */
export const SCREEN_TITLES: Record<Screen, string> = {
  ask: "Ask",
  watches: "Watches",
  history: "History",
  record: "Record",
  data: "My data",
  settings: "Settings",
  about: "About",
  programs: "Other programs",
};

/** Which screen is shown, kept in the address, so that links are links and going back works. */
export class Route {
  screen = $state<Screen>("ask");
  /** Whether any screen was chosen yet: the first one doesn't take the focus. */
  moved = $state(false);

  constructor() {
    this.screen = screenOf(location.hash);
    addEventListener("hashchange", () => {
      this.screen = screenOf(location.hash);
      this.moved = true;
    });
  }

  go(screen: Screen): void {
    location.hash = hashOf(screen);
  }
}

/** The address of a screen. */
export function hashOf(screen: Screen): string {
  return screen === "ask" ? "#/" : `#/${screen}`;
}

function screenOf(hash: string): Screen {
  const all: Screen[] = [...SCREENS, ...(Object.keys(BELOW) as Below[])];
  return all.find((screen) => hashOf(screen) === hash) ?? "ask";
}

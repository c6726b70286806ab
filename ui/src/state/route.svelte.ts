/** The screens there are, in the order of the navigation. */
export const SCREENS = ["ask", "watches", "history", "record", "data", "settings", "about"] as const;
export type Screen = (typeof SCREENS)[number];

/** Their names as shown. */
export const SCREEN_TITLES: Record<Screen, string> = {
  ask: "Ask",
  watches: "Watches",
  history: "History",
  record: "Record",
  data: "My data",
  settings: "Settings",
  about: "About",
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
  return SCREENS.find((screen) => hashOf(screen) === hash) ?? "ask";
}

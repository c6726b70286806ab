import { MediaQuery } from "svelte/reactivity";
import type { Theme } from "../generated/Theme";

const dark = new MediaQuery("(prefers-color-scheme: dark)");

/** The surroundings the system asks for, followed as they change. */
export const theme = {
  get current(): Theme {
    return dark.current ? "dark" : "light";
  },
};

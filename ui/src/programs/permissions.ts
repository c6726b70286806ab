import type { Permission } from "../generated/Permission";

/** What a token may allow, in the order of how much it opens. */
export const PERMISSIONS: { id: Permission; title: string; opens: string }[] = [
  {
    id: "ask",
    title: "Ask in words",
    opens: "Any question. Your places and series are used for the answer.",
  },
  { id: "read", title: "Read", opens: "Your questions, places, series, watches and the record." },
  { id: "write", title: "Change", opens: "What can be changed back: values, places, watches, how it went." },
  {
    id: "admin",
    title: "Everything else",
    opens:
      "Settings, files of this machine, erasing, and who else may do what. Give it to nobody you wouldn’t let sit here.",
  },
];

/** What any token may, whatever else it allows. */
const ALWAYS = "Carry on histories that it gives itself";

/** `Ask in words, read`. */
export function allowed(permissions: Permission[]): string {
  const titles = PERMISSIONS.filter(({ id }) => permissions.includes(id)).map(({ title }) => title);
  if (titles.length === 0) return ALWAYS;
  return titles.map((title, at) => (at === 0 ? title : title.toLowerCase())).join(", ");
}

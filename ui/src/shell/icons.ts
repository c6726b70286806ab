/** Line icons on a grid of 24, drawn with a stroke of the text's colour. */
export const ICONS = {
  ask: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4.1A2.5 2.5 0 0 1 4 13.5z",
  history: "M4.5 12a7.5 7.5 0 1 0 2.3-5.4M4.5 4.5v4h4M12 8v4.3l2.8 1.7",
  data: "M5 6.5C5 5.1 8.1 4 12 4s7 1.1 7 2.5S15.9 9 12 9 5 7.9 5 6.5zM5 6.5v11C5 18.9 8.1 20 12 20s7-1.1 7-2.5v-11M5 12c0 1.4 3.1 2.5 7 2.5s7-1.1 7-2.5",
  settings:
    "M4 7.5h9M17.5 7.5H20M4 16.5h2.5M11 16.5h9M15.2 5.3a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM8.8 14.3a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z",
  about: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 11.2V16M12 8.1v.1",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 7.8v4.4l2.9 1.8",
  yes: "M5 12.8l4.4 4.2L19 7.5",
  no: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  note: "M12 7.5v5.5M12 16.4v.1M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z",
  down: "M7 10l5 5 5-5",
  back: "M9 7l-4.5 4.5L9 16M5 11.5h9.5a4.5 4.5 0 0 1 0 9H12",
} as const;

export type IconName = keyof typeof ICONS;

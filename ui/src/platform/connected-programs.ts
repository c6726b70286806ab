import type { ChangeSourceRequest } from "../generated/ChangeSourceRequest";
import type { SaveSourceRequest } from "../generated/SaveSourceRequest";
import type { SourceList } from "../generated/SourceList";
import type { SourceOffer } from "../generated/SourceOffer";
import type { SourcePreview } from "../generated/SourcePreview";
import type { SourceView } from "../generated/SourceView";

const PREVIEW: SourcePreview = {
  mapping: {
    path: "/content",
    appointments: null,
    options: {
      format: null,
      series: [{ column: "energy (kWh)", title: "energy", unit: null, kind: "amount" }],
      all: false,
      title: null,
      unit: null,
      time_zone: null,
      day_first: null,
      decimal_comma: null,
      position: null,
      station: null,
    },
  },
  places: [{ path: "/content", rows: 21 }],
  fields: ["energy (kWh)"],
  import: {
    format: "table",
    confidence: 1,
    series: [
      {
        column: "energy (kWh)",
        chosen: true,
        info: {
          id: "energy",
          title: "energy",
          aliases: [],
          unit: "kilowatt_hour",
          kind: "amount",
          time_zone: "America/New_York",
          step_minutes: 1440,
          first: "2026-11-02T05:00:00Z",
          last: "2026-11-21T05:00:00Z",
          origin: "read_text_file.csv",
          sample: false,
          weather: null,
        },
        read_as: "kilowatt_hour",
        values: 20,
        missing: 0,
        duplicates: 0,
        within_a_second: 0,
        gaps: 0,
        first_value: 11.5,
        last_value: 30.5,
        least: 11.5,
        greatest: 30.5,
        sample: [["2026-11-02T05:00:00Z", 11.5]],
      },
    ],
    plans: [],
    whole: true,
    notes: [],
    options: {
      format: null,
      series: [],
      all: false,
      title: null,
      unit: null,
      time_zone: null,
      day_first: null,
      decimal_comma: null,
      position: null,
      station: null,
    },
    remembered: false,
  },
  appointments: 0,
  excerpt: '{"content":"day,energy (kWh) 2026-11-02,11.5 2026-11-03,12.5',
};

const OFFER: SourceOffer = {
  name: "secure-filesystem-server",
  version: "2026.8.31",
  tools: [
    {
      name: "read_text_file",
      title: "Read Text File",
      description: "Read the complete contents of a file from the file system as text.",
      only_reads: true,
      arguments: [
        { name: "path", kind: "string", required: true, description: "" },
        { name: "head", kind: "number", required: false, description: "Only the first lines of the file" },
      ],
    },
    {
      name: "write_file",
      title: "Write File",
      description: "Create a new file or completely overwrite an existing file with new content.",
      only_reads: false,
      arguments: [{ name: "path", kind: "string", required: true, description: "" }],
    },
  ],
  resources: [],
  left_out: 0,
};

const METER: SourceView = {
  source: {
    id: 1,
    name: "Meter",
    connection: {
      kind: "program",
      command: "npx",
      arguments: ["-y", "@modelcontextprotocol/server-filesystem", "/home/you/meter"],
      environment: [],
    },
    request: { kind: "tool", name: "read_text_file", arguments: { path: "/home/you/meter/days.csv" } },
    mapping: PREVIEW.mapping,
    series: ["meter-energy"],
    on: true,
    every_minutes: 60,
  },
  state: {
    asked: "2026-11-22T20:40:00Z",
    answered: "2026-11-22T19:40:00Z",
    brought: "1 new value.",
    failures: 1,
    trouble: "It gave no answer within 20 seconds.",
    next: "2026-11-22T22:40:00Z",
  },
  check: "wrong",
  detail:
    "It failed at 15:40: It gave no answer within 20 seconds; see whether it answers elsewhere, and install what it fetches when it starts beforehand. It is asked again at 17:40. It last answered at 14:40: 1 new value.",
};

/** Connected programs as a browser shows them: one that has failed, and a file server that can be connected. None is ever asked. */
export class ConnectedPrograms {
  readonly offer = OFFER;
  readonly preview = PREVIEW;
  #views = [METER];

  list(on: boolean): SourceList {
    return { on, sources: this.#views };
  }

  save({ name, connection, request, mapping, on, every_minutes }: SaveSourceRequest): SourceView {
    const id = Math.max(0, ...this.#views.map(({ source }) => source.id)) + 1;
    const view: SourceView = {
      source: { id, name, connection, request, mapping, series: [], on, every_minutes },
      state: { asked: null, answered: null, brought: null, failures: 0, trouble: null, next: null },
      check: "note",
      detail: "It was not asked yet.",
    };
    this.#views = [...this.#views, view];
    return view;
  }

  change({ id, on }: ChangeSourceRequest): SourceView {
    const change = (view: SourceView): SourceView => ({
      ...view,
      source: { ...view.source, on: on ?? view.source.on },
      check: "note",
      detail: on ? "It was not asked yet." : "It is off and isn't asked.",
    });
    this.#views = this.#views.map((view) => (view.source.id === id ? change(view) : view));
    return this.#find(id);
  }

  remove(id: number): Record<string, never> {
    this.#views = this.#views.filter(({ source }) => source.id !== id);
    return {};
  }

  fetch(id: number): SourceView {
    return this.#find(id);
  }

  #find(id: number): SourceView {
    const found = this.#views.find(({ source }) => source.id === id);
    if (!found)
      throw { code: "not_found", title: "There is no such program", detail: "It was removed.", field: null };
    return found;
  }
}

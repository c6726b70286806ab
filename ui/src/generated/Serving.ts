import type { Problem } from "./Problem";
export type Serving = { possible: boolean, on: boolean, port: number, address: string | null, since: string | null, requests: number, trouble: Problem | null, };

export type ServeProgramsRequest = { on: boolean, port: number | null, };

import type { Beside } from "../support/table.ts";

/** The name of a provider, the status and body that it was seen to answer, and what that is: an outcome or null. */
export type Report = readonly [provider: string, status: number, body: unknown, outcome: string | null, beside?: Beside];

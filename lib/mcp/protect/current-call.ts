import { AsyncLocalStorage } from "node:async_hooks";
import type { CallResult } from "../../domain/vocabulary.ts";
import type { Generation } from "../lane/generation.ts";
import type { LaneRefusedError } from "../lane-refused-error.ts";

/** One protected tool call while it runs: what it began with and what became of it so far. */
export interface CurrentCall {
  readonly lane: string;
  readonly tool: string;
  /** Pinned for the whole call, so that a cut-over midway changes nothing for it. */
  readonly generation: Generation;
  /** `partial` once a request that may write has succeeded. */
  performed: false | "partial";
  refusal: LaneRefusedError | null;
  failure: Extract<CallResult, "auth" | "rate_limited" | "upstream_error" | "refused"> | null;
}

const calls = new AsyncLocalStorage<CurrentCall>();

export const runCall = <T>(call: CurrentCall, work: () => Promise<T>): Promise<T> => calls.run(call, work);

export const currentCall = (): CurrentCall | undefined => calls.getStore();

import { AsyncLocalStorage } from "node:async_hooks";
import type { Route } from "../../contract/primitives.ts";
import type { CallResult } from "../../domain/vocabulary.ts";
import type { Attempts } from "../lane/attempts.ts";
import type { Generation } from "../lane/generation.ts";
import type { LaneRefusedError } from "../lane-refused-error.ts";

/** One request of a protected server while it runs: what it began with and what became of it so far. */
export interface CurrentCall {
  /** The lane that let it through; null where no route names it. */
  readonly lane: string | null;
  /** What its route calls it. */
  readonly tool: string;
  readonly route: Route | undefined;
  /** Pinned for the whole call, so that a cut-over midway changes nothing for it; only a dead one is replaced. */
  generation: Generation | null;
  readonly attempts: Attempts;
  /** `partial` once a request that may write has succeeded; `unknown` where one may have, for all that was answered. */
  performed: false | "partial" | "unknown";
  refusal: LaneRefusedError | null;
  failure: Extract<CallResult, "auth" | "rate_limited" | "upstream_error" | "refused"> | null;
}

const calls = new AsyncLocalStorage<CurrentCall>();

export const runCall = <T>(call: CurrentCall, work: () => Promise<T>): Promise<T> => calls.run(call, work);

export const currentCall = (): CurrentCall | undefined => calls.getStore();

/** Lets a call go on with another generation than it began with. */
export function repin(call: CurrentCall, generation: Generation): void {
  if (call.generation) call.generation.inFlight -= 1;
  generation.inFlight += 1;
  call.generation = generation;
}

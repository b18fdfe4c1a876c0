import type { CallResult, RefusalCode } from "../../domain/vocabulary.ts";
import type { LaneRefusedError } from "../lane-refused-error.ts";
import type { CurrentCall } from "../protect/current-call.ts";
import type { Attempt } from "./attempts.ts";
import type { Generation } from "./generation.ts";
import type { Lane } from "./lane.ts";
import type { Refusal } from "./refusal.ts";

/** Stands for the tool where a lane is used by a job, or by a resource or a prompt that no route names. */
const NO_TOOL = "(outside any tool)";

/** One request that a lane's credential is wanted for, and the call it belongs to, where it belongs to one. */
export interface LaneUse {
  readonly lane: Lane;
  readonly call: CurrentCall | undefined;
  /** The call, where it runs on this lane and not on another. */
  readonly pinned: CurrentCall | undefined;
  readonly tool: string;
  readonly attempt: Attempt;
  readonly isRead: boolean;
}

export function laneUse(lane: Lane, call: CurrentCall | undefined, url: string | URL, init: RequestInit): LaneUse {
  const method = init.method ?? "GET";
  return {
    lane,
    call,
    pinned: call?.lane === lane.name ? call : undefined,
    tool: call?.tool ?? NO_TOOL,
    attempt: { method, url: URL.parse(url, lane.options.baseUrl)?.href ?? String(url), headers: new Headers(init.headers) },
    isRead: /^(get|head|options)$/i.test(method),
  };
}

/** The generation a request may be sent with; throws the typed refusal where it may not. */
export function admit(use: LaneUse, generation: Generation | null): Generation {
  const refusal = use.lane.refusal(generation, 0);
  if (generation && !refusal) return generation;
  throw turnedAway(use, refusal ?? { code: "preflight_refused", certainty: "confirmed" });
}

/** The error of a request that never reached the provider. */
export function turnedAway(use: LaneUse, refusal: Refusal): LaneRefusedError {
  if (use.call) use.call.failure = "refused";
  return refused(use, refusal);
}

/** The error of a request that the lane refused, or that the provider did: then it was `reported` as such and is no refusal of the lane's. */
export function refused(
  { lane, call, tool }: LaneUse,
  refusal: Refusal<RefusalCode>,
  reported: string | null = null,
): LaneRefusedError {
  const performed = call?.performed ?? false;
  const error = reported === null ? lane.refuse(refusal, tool, performed) : lane.fail(refusal, tool, performed, reported);
  if (call) call.refusal = error;
  return error;
}

/** `isUnclear`: nobody knows whether the provider carried it out. */
export function noteFailure(
  { call, attempt, isRead }: LaneUse,
  failure: Extract<CallResult, "auth" | "rate_limited" | "upstream_error">,
  isUnclear: boolean,
): void {
  if (!call) return;
  call.failure = failure;
  call.attempts.failed(attempt, isUnclear);
  if (isUnclear && !isRead && call.performed === false) call.performed = "unknown";
}

export function noteSuccess({ call, attempt, isRead }: LaneUse): void {
  if (!call) return;
  call.attempts.succeeded(attempt);
  call.refusal = null;
  call.failure = null;
  if (!isRead) call.performed = "partial";
}

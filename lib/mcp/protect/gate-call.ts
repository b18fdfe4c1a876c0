import type { Lane } from "../lane/lane.ts";
import { LaneRefusedError } from "../lane-refused-error.ts";
import { type CurrentCall, runCall } from "./current-call.ts";
import { typedResult } from "./typed-result.ts";

type Result = Record<string, unknown>;

export interface GatedCall {
  lane: Lane;
  tool: string;
  /** Whether a refusal may carry structured content. */
  structured: boolean;
  /** The server's own handling: validation, then the tool. */
  handle: () => Promise<Result>;
}

/** Runs one tool call on its lane: refused before anything else is looked at, or on one generation from beginning to end. */
export async function gateCall({ lane, tool, structured, handle }: GatedCall): Promise<Result> {
  await lane.services.freshWord();
  const call = admit(lane, tool);
  if (call instanceof LaneRefusedError) return typedResult(call, structured);
  const startedMs = performance.now();
  const { generation } = call;
  generation.inFlight += 1;
  try {
    const result = await runCall(call, handle);
    const failed = result.isError === true;
    account(lane, call, failed, startedMs);
    return failed && call.refusal ? typedResult(call.refusal, structured) : result;
  } catch (error) {
    account(lane, call, true, startedMs);
    if (call.refusal) return typedResult(call.refusal, structured);
    throw error;
  } finally {
    generation.inFlight -= 1;
  }
}

function admit(lane: Lane, tool: string): CurrentCall | LaneRefusedError {
  try {
    return { lane: lane.name, tool, generation: lane.admit(tool), performed: false, refusal: null, failure: null };
  } catch (error) {
    if (!(error instanceof LaneRefusedError)) throw error;
    lane.ledger.finished({ ...finishedAs(lane, tool), generation: null, result: "refused", durationMs: 0, performed: false });
    return error;
  }
}

function account(lane: Lane, call: CurrentCall, failed: boolean, startedMs: number): void {
  lane.ledger.finished({
    ...finishedAs(lane, call.tool),
    generation: call.generation.number,
    result: failed ? (call.failure ?? "tool_error") : "ok",
    durationMs: performance.now() - startedMs,
    performed: call.performed,
  });
}

function finishedAs(lane: Lane, tool: string) {
  return { route: lane.routeName(tool), sideEffect: lane.route(tool)?.side_effect ?? "read" };
}

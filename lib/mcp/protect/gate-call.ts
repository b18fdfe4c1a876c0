import { Attempts } from "../lane/attempts.ts";
import type { Generation } from "../lane/generation.ts";
import type { Lane } from "../lane/lane.ts";
import { LaneRefusedError } from "../lane-refused-error.ts";
import { type CurrentCall, runCall } from "./current-call.ts";
import type { Result } from "./intercept-handlers.ts";

/**
 * Runs one request on its lane: refused before anything else is looked at, or on one generation from beginning to end.
 * `handle` is the server's own handling: validation, then the tool. Throws `LaneRefusedError` also where the lane refused midway.
 */
export async function gateCall(lane: Lane, tool: string, handle: Handle): Promise<Result> {
  await lane.ready(tool);
  const generation = admit(lane, tool);
  const call = beginCall(tool, lane.route(tool), lane.name, generation);
  const startedMs = performance.now();
  generation.inFlight += 1;
  return run(call, handle, (result) => {
    if (call.generation) call.generation.inFlight -= 1;
    account(lane, call, result, startedMs);
  });
}

/** Runs a call of a tool that no route names: what a lane refuses to its handler is typed all the same. */
export const runUngated = (tool: string, handle: Handle): Promise<Result> =>
  run(beginCall(tool, undefined, null, null), handle, () => {});

type Handle = () => Result | Promise<Result>;

const beginCall = (
  tool: string,
  route: CurrentCall["route"],
  lane: string | null,
  generation: Generation | null,
): CurrentCall => ({
  lane,
  tool,
  route,
  generation,
  attempts: new Attempts(route),
  performed: false,
  refusal: null,
  failure: null,
});

async function run(call: CurrentCall, handle: Handle, ended: (result: Result | null) => void): Promise<Result> {
  let result: Result | null = null;
  try {
    result = await runCall(call, async () => handle());
  } catch (error) {
    throw call.refusal ?? error;
  } finally {
    ended(result);
  }
  if (result.isError === true && call.refusal) throw call.refusal;
  return result;
}

function admit(lane: Lane, tool: string): Generation {
  try {
    return lane.admit(tool);
  } catch (error) {
    if (error instanceof LaneRefusedError)
      lane.ledger.finished({ ...finishedAs(lane, tool), generation: null, result: "refused", durationMs: 0, performed: false });
    throw error;
  }
}

/** Takes a call to the books; `result` is null where none came of it. */
function account(lane: Lane, call: CurrentCall, result: Result | null, startedMs: number): void {
  const hasFailed = result === null || result.isError === true;
  lane.ledger.finished({
    ...finishedAs(lane, call.tool, result !== null && isInterim(result)),
    generation: call.generation?.number ?? null,
    result: hasFailed ? (call.failure ?? "tool_error") : "ok",
    durationMs: performance.now() - startedMs,
    performed: call.performed,
  });
}

/** The server asks the client for more before it goes on, or has made a task of it: what is written is written later. */
const isInterim = ({ resultType, task }: Result): boolean => resultType === "input_required" || typeof task === "object";

function finishedAs(lane: Lane, tool: string, isInterim = false) {
  return { route: lane.routeName(tool), sideEffect: isInterim ? "read" : (lane.route(tool)?.side_effect ?? "read") } as const;
}

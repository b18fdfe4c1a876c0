import type { ProtectOptions, ToolCallRequest } from "../keeper-types.ts";
import type { Lane } from "../lane/lane.ts";

export type LaneOfCall =
  | { kind: "lane"; lane: Lane }
  /** No lane powers this tool: it is not ours to gate. */
  | { kind: "none" }
  /** The answer is not one of our lanes, so the call must not run. */
  | { kind: "unresolved"; named: string };

/** Finds the lane of a call by `resolve`, else by the one lane whose routes name the tool. */
export function laneOfCall(lanes: ReadonlyMap<string, Lane>, options: ProtectOptions, request: ToolCallRequest): LaneOfCall {
  if (options.resolve) return resolved(lanes, options.resolve, request);
  const lane = lanesOfTool(lanes, request.params.name)[0];
  return lane ? { kind: "lane", lane } : { kind: "none" };
}

/** Tools that several lanes power: only `resolve` can tell whose call it is. */
export function ambiguousTools(lanes: ReadonlyMap<string, Lane>): string[] {
  const tools = [...lanes.values()].flatMap((lane) => lane.options.routes.map((route) => route.tool));
  return [...new Set(tools)].filter((tool) => lanesOfTool(lanes, tool).length > 1);
}

function lanesOfTool(lanes: ReadonlyMap<string, Lane>, tool: string): Lane[] {
  return [...lanes.values()].filter((lane) => lane.options.routes.some((route) => route.tool === tool));
}

function resolved(
  lanes: ReadonlyMap<string, Lane>,
  resolve: NonNullable<ProtectOptions["resolve"]>,
  request: ToolCallRequest,
): LaneOfCall {
  try {
    const name = resolve(request);
    if (name === null) return { kind: "none" };
    const lane = lanes.get(name);
    return lane ? { kind: "lane", lane } : { kind: "unresolved", named: name };
  } catch {
    return { kind: "unresolved", named: "unknown" };
  }
}

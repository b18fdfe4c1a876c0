import type { ProtectOptions, ToolCallRequest } from "../keeper-types.ts";
import type { Lane } from "../lane/lane.ts";
import { findRoute, fixedLength } from "./find-route.ts";
import { askedFor, type GatedMethod, type GatedRequest } from "./gated-request.ts";

export type LaneOfRequest =
  /** `tool` is what the lane's route calls it. */
  | { kind: "lane"; lane: Lane; tool: string }
  /** No lane powers it: it is not ours to gate. */
  | { kind: "none"; tool: string }
  /** The answer of `resolve` is not one of our lanes, so nothing must run. */
  | { kind: "unresolved"; named: string };

/** Finds the lane of a request by `resolve` where a tool is called, else by the one lane whose routes name what is asked for. */
export function laneOfRequest(
  lanes: ReadonlyMap<string, Lane>,
  { resolve }: ProtectOptions,
  method: GatedMethod,
  request: GatedRequest,
): LaneOfRequest {
  const asked = askedFor(method, request);
  const powering = lanesOf(lanes, asked);
  if (resolve && (method === "tools/call" || powering.length > 1)) return resolved(lanes, resolve, request, asked);
  const [lane] = powering;
  return lane ? { kind: "lane", lane, tool: routeName(lane, asked) } : { kind: "none", tool: nameOf(asked) };
}

/** What several lanes name among their routes: only `resolve` can tell whose it is. */
export function ambiguousRoutes(lanes: ReadonlyMap<string, Lane>): string[] {
  const named = [...lanes.values()].flatMap((lane) => [...new Set(lane.options.routes.map(({ tool }) => tool))]);
  return [...new Set(named.filter((tool, place) => named.indexOf(tool) !== place))];
}

/** Lanes whose routes name it, the one that names it most exactly first. */
function lanesOf(lanes: ReadonlyMap<string, Lane>, asked: string): Lane[] {
  const found = [...lanes.values()].flatMap((lane) => {
    const route = findRoute(lane.options.routes, asked);
    return route ? [{ lane, exactness: fixedLength(route) }] : [];
  });
  return found.sort((one, other) => other.exactness - one.exactness).map(({ lane }) => lane);
}

function resolved(
  lanes: ReadonlyMap<string, Lane>,
  resolve: NonNullable<ProtectOptions["resolve"]>,
  request: GatedRequest,
  asked: string,
): LaneOfRequest {
  try {
    const name = resolve(request as ToolCallRequest);
    if (name === null) return { kind: "none", tool: nameOf(asked) };
    const lane = lanes.get(name);
    return lane ? { kind: "lane", lane, tool: routeName(lane, asked) } : { kind: "unresolved", named: name };
  } catch {
    return { kind: "unresolved", named: "unknown" };
  }
}

/** Reports take no longer name of a route, and none that is empty. */
const LONGEST_NAME = 256;

const nameOf = (asked: string): string => asked.slice(0, LONGEST_NAME) || "(unnamed)";

const routeName = (lane: Lane, asked: string): string => findRoute(lane.options.routes, asked)?.tool ?? nameOf(asked);

import type { Lane } from "../../lane/lane.ts";
import { LaneRefusedError } from "../../lane-refused-error.ts";
import { askedFor, type GatedMethod, type GatedRequest, isGated } from "../../protect/gated-request.ts";
import { laneOfRequest } from "../../protect/lane-of-request.ts";
import type { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import { locate, type Request } from "../wire/message.ts";
import { parse, type Span } from "../wire/scan-json.ts";
import { LaneCall } from "./lane-call.ts";
import { type Asked, refusalAnswer } from "./refusal-answer.ts";

export type Passage =
  /** No lane stands behind it. */
  { kind: "free" } | { kind: "refused"; answer: string } | { kind: "let_through"; call: LaneCall };

/** Asks the lane behind each request whether it may reach the server. */
export class RequestGate {
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #rest: Lane | null;
  readonly #tools: ToolCatalogue;

  /** `rest` names the lane that powers whatever no route of another lane does. */
  constructor(lanes: ReadonlyMap<string, Lane>, rest: string | null, tools: ToolCatalogue) {
    this.#lanes = lanes;
    this.#rest = rest === null ? null : (lanes.get(rest) ?? null);
    this.#tools = tools;
  }

  async ask(bytes: Buffer, request: Request): Promise<Passage> {
    const { method } = request;
    if (!isGated(method)) return { kind: "free" };
    const found = this.#find(method, { params: namesIn(bytes, request.params) });
    if (!found) return { kind: "free" };
    const { lane, tool } = found;
    const asked = askedOf(bytes, request, this.#tools.mayBeStructured(tool));
    await lane.ready(tool);
    try {
      return { kind: "let_through", call: new LaneCall(lane, lane.admit(tool), tool, asked) };
    } catch (error) {
      if (!(error instanceof LaneRefusedError)) throw error;
      const route = { route: lane.routeName(tool), sideEffect: lane.route(tool)?.side_effect ?? ("read" as const) };
      lane.ledger.finished({ ...route, generation: null, result: "refused", durationMs: 0, performed: false });
      return { kind: "refused", answer: refusalAnswer(asked, error) };
    }
  }

  #find(method: GatedMethod, request: GatedRequest): { lane: Lane; tool: string } | null {
    const found = laneOfRequest(this.#lanes, {}, method, request);
    if (found.kind === "lane") return found;
    const tool = askedFor(method, request).slice(0, LONGEST_NAME) || method;
    return this.#rest && { lane: this.#rest, tool };
  }
}

/** What of a request's parameters names its lane; a client may send anything in their place. */
function namesIn(bytes: Buffer, params: Span | null): NonNullable<GatedRequest["params"]> {
  const textAt = (name: string) => {
    const at = locate(bytes, params, name);
    const value = at && parse(bytes, at);
    return typeof value === "string" ? { [name]: value } : {};
  };
  return { ...textAt("name"), ...textAt("uri") };
}

/** Reports take no longer name of a route. */
const LONGEST_NAME = 256;
/** Every request names its protocol since 2026-07-28, and every result its type. */
const PROTOCOL_KEY = "io.modelcontextprotocol/protocolVersion";

/** What is needed to answer a request in the server's place. */
export function askedOf(bytes: Buffer, { method, id, params }: Request, structured: boolean): Asked {
  const typed = locate(bytes, params, "_meta", PROTOCOL_KEY) !== null;
  const hasToolResult = method === "tools/call" && locate(bytes, params, "task") === null;
  return { method, hasToolResult, id: bytes.toString("utf8", id.raw.start, id.raw.end), structured, typed };
}

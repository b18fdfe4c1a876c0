import type { Lane } from "../../lane/lane.ts";
import { LaneRefusedError } from "../../lane-refused-error.ts";
import { locate, type Request } from "../wire/message.ts";
import { parse } from "../wire/scan-json.ts";
import { LaneCall } from "./lane-call.ts";
import { isGated, type LanePowers, laneOfRequest, routeOfRequest } from "./lane-of-request.ts";
import { type Asked, refusalAnswer } from "./refusal-answer.ts";
import type { ToolCatalogue } from "./tool-catalogue.ts";

export type Passage =
  /** No lane stands behind it. */
  { kind: "free" } | { kind: "refused"; answer: string } | { kind: "let_through"; call: LaneCall };

/** Asks the lane behind each request whether it may reach the server. */
export class RequestGate {
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #powers: readonly LanePowers[];
  readonly #tools: ToolCatalogue;

  constructor(lanes: ReadonlyMap<string, Lane>, powers: readonly LanePowers[], tools: ToolCatalogue) {
    this.#lanes = lanes;
    this.#powers = powers;
    this.#tools = tools;
  }

  async ask(bytes: Buffer, request: Request): Promise<Passage> {
    const { method } = request;
    if (!isGated(method)) return { kind: "free" };
    const params = request.params && parse(bytes, request.params);
    const name = laneOfRequest(this.#powers, method, params);
    const lane = name === null ? undefined : this.#lanes.get(name);
    if (!lane) return { kind: "free" };
    const tool = routeOfRequest(method, params).slice(0, LONGEST_NAME) || method;
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
}

/** Reports take no longer name of a tool. */
const LONGEST_NAME = 256;
/** Every request names its protocol since 2026-07-28, and every result its type. */
const PROTOCOL_KEY = "io.modelcontextprotocol/protocolVersion";

/** What is needed to answer a request in the server's place. */
export function askedOf(bytes: Buffer, { method, id, params }: Request, structured: boolean): Asked {
  const typed = locate(bytes, params, "_meta", PROTOCOL_KEY) !== null;
  return { method, id: bytes.toString("utf8", id.raw.start, id.raw.end), structured, typed };
}

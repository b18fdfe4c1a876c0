import type { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import type { RequestGate } from "../gate/request-gate.ts";
import { ClientMemory } from "./client-memory.ts";
import type { ServerLink } from "./server-link.ts";
import { ServerRequests } from "./server-requests.ts";
import { Surface } from "./surface.ts";

/** What both directions of one client session share. */
export class Board {
  readonly gate: RequestGate;
  readonly tools: ToolCatalogue;
  readonly toClient: (bytes: Buffer) => void;
  readonly memory = new ClientMemory();
  readonly requests = new ServerRequests();
  readonly surface = new Surface();
  /** Processes that may still say something, the one that drains among them. */
  readonly links = new Set<ServerLink>();
  /** The process that new requests go to; null while there is none, and they wait. */
  current: ServerLink | null = null;

  constructor(gate: RequestGate, tools: ToolCatalogue, toClient: (bytes: Buffer) => void) {
    this.gate = gate;
    this.tools = tools;
    this.toClient = toClient;
  }
}

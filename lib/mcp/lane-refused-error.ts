import type { LaneRefusal } from "../contract/refusal.ts";

/** JSON-RPC code of a refused resource or prompt, whose results cannot tell of a failure. The protocol leaves the range to implementations. */
const LANE_REFUSED = -32_010;

/**
 * A lane did not serve. Inside a protected tool it becomes the typed tool result; elsewhere it is the caller's to handle. Where it
 * leaves another handler of an MCP server, both lines of the SDK send `code` and `data` to the client as they are.
 */
export class LaneRefusedError extends Error {
  readonly code = LANE_REFUSED;
  readonly refusal: LaneRefusal;
  constructor(sentence: string, refusal: LaneRefusal) {
    super(sentence);
    this.name = "LaneRefusedError";
    this.refusal = refusal;
  }

  get data(): LaneRefusal {
    return this.refusal;
  }
}

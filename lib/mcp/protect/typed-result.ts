import { REFUSAL_META_KEY } from "../../contract/refusal.ts";
import type { LaneRefusedError } from "../lane-refused-error.ts";

/** A tool result as any MCP client understands it. */
export interface TypedResult {
  [key: string]: unknown;
  isError: true;
  content: { type: "text"; text: string }[];
  structuredContent?: Record<string, unknown>;
  _meta: Record<string, unknown>;
}

/**
 * A refusal as a tool result: one sentence, the payload as JSON in the text and in `_meta`. Returned rather than thrown, since MCP
 * drops code and data of thrown errors. `structured` only where the tool declares no output schema: a client checks it against that.
 */
export function typedResult(error: LaneRefusedError, structured: boolean): TypedResult {
  const { refusal, message } = error;
  return {
    isError: true,
    content: [{ type: "text", text: `${message}\n${JSON.stringify(refusal)}` }],
    ...(structured ? { structuredContent: { ...refusal } } : {}),
    _meta: { [REFUSAL_META_KEY]: refusal },
  };
}

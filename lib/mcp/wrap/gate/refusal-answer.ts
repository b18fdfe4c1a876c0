import type { LaneRefusedError } from "../../lane-refused-error.ts";
import { typedResult } from "../../protect/typed-result.ts";

/** Code of an error for a request whose server ended before it answered. */
const SERVER_ENDED = -32_011;

/** What must be known of a request to answer it in the server's place. */
export interface Asked {
  method: string;
  /** A tool call that did not ask to become a task: its result can tell of a failure. */
  hasToolResult: boolean;
  /** The JSON text of its id, as it came. */
  id: string;
  /** Whether the tool declares no output schema, so that a refusal may carry structured content. */
  structured: boolean;
  /** Whether the protocol asks every result for its type, as it does since 2026-07-28. */
  typed: boolean;
}

/** The answer to a refused request, as JSON: a result for a tool, an error with code and data for everything else. */
export function refusalAnswer({ hasToolResult, id, structured, typed }: Asked, error: LaneRefusedError): string {
  if (!hasToolResult) return errorAnswer(id, error.code, error.message, error.data);
  const result = { ...typedResult(error, structured), ...(typed ? { resultType: "complete" } : {}) };
  return `{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify(result)}}`;
}

/** The answer to a request that was lost with the process that had it. */
export function lostAnswer(id: string, detail: string): string {
  const data = { code: "server_ended", performed: "unknown", retry: "never" };
  return errorAnswer(id, SERVER_ENDED, `${detail}; whether this request was carried out is not known.`, data);
}

/** An answer that something away stood in the way of. */
export function unreachableAnswer(id: string): string {
  const data = { code: "server_unreachable", performed: "unknown", retry: "never" };
  return errorAnswer(id, SERVER_ENDED, "The MCP server cannot be reached", data);
}

const errorAnswer = (id: string, code: number, message: string, data: unknown): string =>
  `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify({ code, message, data })}}`;

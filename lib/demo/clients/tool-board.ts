import type { CallToolResult } from "@modelcontextprotocol/client";
import { laneRefusal, REFUSAL_META_KEY } from "#lib/contract/refusal.ts";

/** What a client got for one call. `code` is the typed refusal; null where the call failed in another way, or worked. */
export type CallOutcome = { at: Date; ok: boolean; code: string | null; text: string };
export type ToolRecord = {
  tool: string;
  lane: string;
  server: string;
  calls: number;
  /** Calls per result: `ok`, a refusal's code, or `error`. */
  counts: Record<string, number>;
  last: CallOutcome | null;
  /** Newest first. */
  recent: CallOutcome[];
};

const KEPT_OUTCOMES = 40;

/** Last results of every tool, so that anybody can ask what the clients got. */
export class ToolBoard {
  #records = new Map<string, ToolRecord>();

  /** Several clients may call one tool; they share its record. */
  add(tool: Pick<ToolRecord, "tool" | "lane" | "server">): void {
    if (!this.#records.has(tool.tool)) this.#records.set(tool.tool, { ...tool, calls: 0, counts: {}, last: null, recent: [] });
  }

  record(tool: string, outcome: CallOutcome): void {
    const record = this.#records.get(tool);
    if (!record) throw new Error(`no tool ${tool}`);
    const result = outcome.ok ? "ok" : (outcome.code ?? "error");
    record.calls += 1;
    record.counts[result] = (record.counts[result] ?? 0) + 1;
    record.last = outcome;
    record.recent = [outcome, ...record.recent].slice(0, KEPT_OUTCOMES);
  }

  all(): ToolRecord[] {
    return [...this.#records.values()];
  }
}

/** Reads a tool result as an agent would: the typed refusal, and the sentence above it for a person. */
export function readOutcome(result: CallToolResult, at: Date): CallOutcome {
  const [content] = result.content;
  const [text = ""] = content?.type === "text" ? content.text.split("\n", 1) : [];
  const refusal = laneRefusal.safeParse(result._meta?.[REFUSAL_META_KEY]);
  return { at, ok: result.isError !== true, code: refusal.success ? refusal.data.code : null, text };
}

import { describe, expect, test } from "vitest";
import { classifyAuthFailure } from "#lib/mcp/classify/classify-auth-failure.ts";
import type { AuthVerdict, Knowledge, ProviderResponse } from "#lib/mcp/classify/types.ts";

export const NOW = new Date("2026-11-22T02:00:00Z");
/** What a refusal without a cause comes to where nothing is known of the credential. */
export const UNKNOWN = "auth_unclassified inferred no_history";

/** What else belongs to an answer; everything may be left out. */
export interface Beside {
  headers?: ProviderResponse["headers"];
  knowledge?: Partial<Knowledge>;
  endpoint?: "api" | "token";
}
/** A situation, the status and body that a provider was seen to answer, and the verdict in one line, or null. */
export type Row = readonly [situation: string, status: number, body: unknown, verdict: string | null, beside?: Beside];

/** A verdict in one line: `scope_insufficient confirmed any_of needs a b`, `rate_limited confirmed after 30`. */
function inOneLine(verdict: AuthVerdict | null): string | null {
  if (verdict === null) return null;
  const { outcome, certainty, reason, neededScopes, retryAfterS } = verdict;
  const words = [outcome, certainty];
  return [
    ...words,
    reason,
    neededScopes && `needs ${neededScopes.join(" ")}`,
    retryAfterS !== undefined && `after ${retryAfterS}`,
  ]
    .filter(Boolean)
    .join(" ");
}

function judge(provider: string, status: number, body: unknown, beside: Beside = {}): string | null {
  const { headers = {}, knowledge, endpoint = "api" } = beside;
  return inOneLine(classifyAuthFailure({ provider, endpoint, status, headers, body }, { now: NOW, ...knowledge }));
}

/** Tries each row as an answer of the provider, whether its body comes parsed or as text. */
export function testTable(provider: string, rows: readonly Row[]): void {
  for (const [situation, status, body, verdict, beside] of rows) {
    test(`${situation} (${status})`, () => {
      expect(judge(provider, status, body, beside)).toBe(verdict);
      if (typeof body === "object") expect(judge(provider, status, JSON.stringify(body), beside)).toBe(verdict);
    });
  }
}

/** One table for each of several providers. */
export function testTables(tables: Readonly<Record<string, readonly Row[]>>): void {
  describe.each(Object.keys(tables))("%s", (provider) => testTable(provider, tables[provider] ?? []));
}

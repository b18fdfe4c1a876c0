import type { LaneDetail } from "#lib/contract/lane.ts";

export interface ScopeRow {
  scope: string;
  state: "granted" | "missing" | "extra";
  /** Tools that need it; empty for a scope that none needs. */
  tools: string[];
}

const RANK: Record<ScopeRow["state"], number> = { missing: 0, extra: 1, granted: 2 };

/** Needed against granted, what is wrong first, with exactly the tools that each scope affects. */
export function scopeRows({ scopes, routes }: Pick<LaneDetail, "scopes" | "routes">): ScopeRow[] {
  if (scopes === null) return [];
  const missing = new Set(scopes.missing);
  const extra = new Set(scopes.extra);
  const all = [...new Set([...scopes.needed, ...scopes.granted])];
  return all
    .map((scope): ScopeRow => {
      const tools = routes.filter((route) => route.needs?.includes(scope)).map((route) => route.tool);
      return { scope, state: missing.has(scope) ? "missing" : extra.has(scope) ? "extra" : "granted", tools };
    })
    .sort((a, b) => RANK[a.state] - RANK[b.state] || a.scope.localeCompare(b.scope));
}

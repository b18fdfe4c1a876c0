import { DAY, type Expiry, HOUR, type Instant, MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import type { Declaration, Evidence, Fact, FactBody, GenerationFacts, GenerationRef, Lease } from "#lib/domain/lane/fact.ts";
import type { Certainty, ExpirySource } from "#lib/domain/vocabulary.ts";

export { DAY, HOUR, MINUTE, SECOND };

/** Every table counts seconds from here. */
export const START: Instant = Date.UTC(2026, 10, 22, 2);
export const at = (second: number): Instant => START + second * SECOND;

/** Generation 3 is `3333333333333333` unless a fingerprint is given; `unnamed(3)` is the number alone. */
export type Named = number | GenerationRef;
export const generation = (number: number, fingerprint = String(number).repeat(16).slice(0, 16)): GenerationRef => ({
  number,
  fingerprint,
});
export const unnamed = (number: number): GenerationRef => generation(number, "");
const ref = (named: Named): GenerationRef => (typeof named === "number" ? generation(named) : named);

/** A fact that `boot` reported at `second`, which is its sequence too unless one is given. */
export function fact(
  boot: string | null,
  second: number,
  body: FactBody,
  sequence: string | null = boot && String(second),
): Fact {
  return { boot, stamp: { sequence, at: at(second), id: `${body.type}-${second}` }, body };
}

interface Known {
  issuedAt?: Instant | null;
  expiresAt?: Expiry | undefined;
  source?: Exclude<ExpirySource, "operator">;
  scopes?: readonly string[];
  lease?: Lease;
}

const known = (named: Named, given: Known): GenerationFacts => ({
  generation: ref(named),
  issuedAt: given.issuedAt === undefined ? START : given.issuedAt,
  expiresAt: "expiresAt" in given ? given.expiresAt : "never",
  expiresSource: given.source ?? "declared",
  scopes: given.scopes ?? null,
  store: null,
});

/** Issued at `START`, never ends, unless told otherwise: no clock speaks of it for 90 days. */
export const loaded = (named: Named, given: Known = {}): FactBody => ({
  type: "loaded",
  lease: given.lease ?? null,
  ...known(named, given),
});
export const proposed = (named: Named, given: Known & { probed?: boolean } = {}): FactBody => ({
  type: "proposed",
  probed: given.probed ?? false,
  ...known(named, given),
});

export const lease = (fingerprint: string, expiresAt: Expiry, issuedAt: Instant | null = START): Lease => ({
  fingerprint,
  issuedAt,
  expiresAt,
});

interface Death {
  certainty?: Certainty;
  lease?: string;
  reason?: string;
}
const dead = (
  verdict: "expired" | "revoked",
  named: Named,
  { certainty = "inferred", lease: refused, reason }: Death,
): FactBody => ({
  type: "dead",
  verdict,
  generation: ref(named),
  certainty,
  reason: reason ?? null,
  evidence: null,
  lease: refused === undefined ? null : { fingerprint: refused },
});
export const expired = (named: Named, death: Death = {}): FactBody => dead("expired", named, death);
export const revoked = (named: Named, death: Death = {}): FactBody => dead("revoked", named, death);

export const refreshed = (named: Named, given: { lease?: Lease; scopes?: readonly string[] } = {}): FactBody => ({
  type: "refreshed",
  generation: ref(named),
  lease: given.lease ?? null,
  scopes: given.scopes ?? null,
});
export const refreshFailed = (
  named: Named,
  given: { attempt?: number; permanent?: boolean; evidence?: Evidence } = {},
): FactBody => ({
  type: "refresh_failed",
  generation: ref(named),
  attempt: given.attempt ?? 1,
  permanent: given.permanent ?? false,
  nextAttemptAt: null,
  evidence: given.evidence ?? null,
});

export const preflightPassed: FactBody = { type: "preflight", passed: true, outcome: null, reason: null };
export const preflightRefused: FactBody = { type: "preflight", passed: false, outcome: "preflight_refused", reason: null };
export const storeUnreachable: FactBody = { type: "preflight", passed: false, outcome: "store_unreachable", reason: null };

interface Failure {
  route?: string;
  retryAt?: Instant;
  needed?: readonly string[];
  count?: number;
}
const routeFailed = (
  outcome: Extract<FactBody, { type: "route_failed" }>["outcome"],
  named: Named,
  failure: Failure,
): FactBody => ({
  type: "route_failed",
  outcome,
  generation: ref(named),
  route: failure.route ?? "issues_create",
  retryAt: failure.retryAt ?? null,
  neededScopes: failure.needed ?? [],
  count: failure.count ?? 1,
  evidence: null,
});
export const rateLimited = (named: Named, failure: Failure = {}): FactBody => routeFailed("rate_limited", named, failure);
export const scopeRefused = (named: Named, failure: Failure = {}): FactBody => routeFailed("scope_insufficient", named, failure);
export const unclassified = (named: Named, failure: Failure = {}): FactBody => routeFailed("auth_unclassified", named, failure);

export const completed = (named: Named | null, route = "issues_create"): FactBody => ({
  type: "route_succeeded",
  generation: named === null ? null : ref(named),
  route,
});
export const gate = (isShut: boolean, given: { since: Instant; reason?: string; generation?: number }): FactBody => ({
  type: "gate",
  isShut,
  since: given.since,
  reason: given.reason ?? null,
  generation: given.generation ?? null,
});
export const verified = (named: Named): FactBody => ({ type: "verified", generation: ref(named) });
export const scopesChanged = (named: Named, scopes: readonly string[]): FactBody => ({
  type: "scopes",
  generation: ref(named),
  scopes,
});
export const retired = (named: Named): FactBody => ({ type: "retired", generation: ref(named), retirement: "manual" });

export const overruled = (named: Named, ...verdictIds: string[]): FactBody => ({
  type: "overruled",
  generation: ref(named),
  verdictIds,
});
export const scopesAccepted = (...scopes: string[]): FactBody => ({ type: "scopes_accepted", scopes });
export const expiryEntered = (named: Named, expiresAt: Expiry): FactBody => ({
  type: "expiry_entered",
  generation: ref(named),
  expiresAt,
});

export const declared = (given: Partial<Declaration> & { needs?: readonly string[] } = {}): FactBody => ({
  type: "declared",
  declaration: {
    provider: "github",
    kind: given.kind ?? null,
    routes: [{ tool: "issues_create", sideEffect: "write", needs: given.needs ?? [] }],
    policy: given.policy ?? {},
    capabilities: given.capabilities ?? [],
  },
});
export const laneRetired: FactBody = { type: "lane_retired" };

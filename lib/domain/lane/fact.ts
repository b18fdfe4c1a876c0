import type { Expiry, Instant } from "../clock/instant.ts";
import type { Capability, Certainty, ExpirySource, LaneKind, Outcome, SideEffect } from "../vocabulary.ts";
import type { Stamp } from "./stamp.ts";

/** What a provider answered, without its body. */
export interface Evidence {
  status?: number | undefined;
  provider_code?: string | undefined;
  request_id?: string | undefined;
  signal?: "response" | "webhook" | "introspection" | undefined;
  headers?: Record<string, string> | undefined;
  detail?: string | undefined;
}

/** Names a generation; the fingerprint is `""` where the sender left it out, and then means every generation of that number. */
export interface GenerationRef {
  number: number;
  fingerprint: string;
}

export interface StoreReference {
  type: string;
  reference?: string | undefined;
  version?: string | undefined;
}

export interface Lease {
  fingerprint: string;
  issuedAt: Instant | null;
  expiresAt: Expiry;
}

export interface DeclaredRoute {
  tool: string;
  tenant?: string | undefined;
  account?: string | undefined;
  sideEffect: SideEffect;
  needs: readonly string[];
}

export interface Policy {
  warningMs?: number | undefined;
  refusalMs?: number | undefined;
  rotateAfterMs?: number | undefined;
  containOn?: "inferred" | "confirmed" | "never" | undefined;
}

export interface Declaration {
  provider: string;
  kind: LaneKind | null;
  routes: readonly DeclaredRoute[];
  policy: Policy;
  capabilities: readonly Capability[];
}

/** What is known of a generation when it is loaded or proposed. */
export interface GenerationFacts {
  generation: GenerationRef;
  issuedAt: Instant | null;
  /** Undefined: the fact says nothing; null: it says that nobody knows. */
  expiresAt: Expiry | undefined;
  expiresSource: Exclude<ExpirySource, "operator">;
  scopes: readonly string[] | null;
  store: StoreReference | null;
}

/** A fact that changes a lane's state. Lifecycle events that change nothing (a usage count of errors, a drill note) are no facts. */
export type FactBody =
  | { type: "declared"; declaration: Declaration }
  | { type: "lane_retired" }
  | ({ type: "loaded"; lease: Lease | null } & GenerationFacts)
  | ({ type: "proposed"; probed: boolean } & GenerationFacts)
  | { type: "verified"; generation: GenerationRef }
  | { type: "preflight"; passed: boolean; outcome: Outcome | null; reason: string | null }
  | { type: "refreshed"; generation: GenerationRef; lease: Lease | null; scopes: readonly string[] | null }
  | {
      type: "refresh_failed";
      generation: GenerationRef;
      attempt: number;
      permanent: boolean;
      nextAttemptAt: Instant | null;
      evidence: Evidence | null;
    }
  | {
      type: "dead";
      verdict: "expired" | "revoked";
      generation: GenerationRef;
      certainty: Certainty;
      reason: string | null;
      evidence: Evidence | null;
      /** Set where only a lease was refused: then the generation itself is not dead. */
      lease: { fingerprint: string } | null;
      /** The lane where it was said, where the same credential died on another lane first. */
      origin?: string;
    }
  | { type: "scopes"; generation: GenerationRef; scopes: readonly string[] }
  | { type: "retired"; generation: GenerationRef; retirement: "automatic" | "natural" | "manual" }
  | {
      type: "route_failed";
      outcome: Extract<Outcome, "rate_limited" | "scope_insufficient" | "auth_unclassified">;
      generation: GenerationRef;
      route: string;
      retryAt: Instant | null;
      neededScopes: readonly string[];
      count: number;
      evidence: Evidence | null;
    }
  | { type: "route_succeeded"; generation: GenerationRef | null; route: string }
  | { type: "gate"; isShut: boolean; since: Instant; reason: string | null; generation: number | null }
  | { type: "overruled"; generation: GenerationRef; verdictIds: readonly string[] }
  | { type: "scopes_accepted"; scopes: readonly string[] }
  | { type: "expiry_entered"; generation: GenerationRef; expiresAt: Expiry };

/** One fact: what, by which replica boot (`null` for an operator), and where it stands among that boot's facts. */
export interface Fact {
  boot: string | null;
  stamp: Stamp;
  body: FactBody;
  /** Reported under a workstation key: it counts for its own replica, and has no say over others. */
  workstation?: true | undefined;
}

/** Tells facts of all sources apart: ids are unique within one source only, and a careless one uses an id again at another time. */
export const idOf = ({ stamp, boot }: Fact): string => `${stamp.id}@${boot ?? ""}@${stamp.at}`;

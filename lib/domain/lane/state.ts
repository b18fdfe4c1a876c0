import type { Expiry, Instant } from "../clock/instant.ts";
import type { Capability, Certainty, ExpirySource, Outcome } from "../vocabulary.ts";
import type { Declaration, Evidence, GenerationRef, Lease, StoreReference } from "./fact.ts";
import type { Register, Stamp } from "./stamp.ts";

/** Somebody's word that a generation is dead. Operators overrule verdicts by their id. */
export interface Verdict {
  id: string;
  at: Instant;
  boot: string | null;
  certainty: Certainty;
  reason: string | null;
  evidence: Evidence | null;
  /** Said by a workstation: no word over others. */
  workstation?: true;
  /** The lane where it was said, where that is another one. */
  origin?: string;
}

/** A value as the greatest event id told it: several replicas may tell, and their clocks do not compare. */
export interface Told<T> {
  id: string;
  value: T;
}

/** Absorbing facts of one generation: once in, only an operator's overrule takes a verdict out. Plain JSON. */
export interface GenerationState {
  number: number;
  fingerprint: string;
  firstSeenAt: Instant;
  /** Set once a replica has served it. */
  loaded: boolean;
  /** Set once a service has. */
  loadedByService?: true;
  /** What replicas knew when they loaded or proposed it; one that says nothing of a value takes nothing back. */
  told: { issuedAt: Told<Instant> | null; scopes: Told<readonly string[]> | null; store: Told<StoreReference> | null };
  expiries: Partial<Record<Exclude<ExpirySource, "operator">, Expiry>>;
  /** What an operator entered last; it wins over every other source. */
  entered: Register<{ expiresAt: Expiry }> | null;
  expired: readonly Verdict[];
  revoked: readonly Verdict[];
  overruled: readonly string[];
  retired: { at: Instant; retirement: "automatic" | "natural" | "manual" } | null;
}

export interface RouteFailure {
  outcome: Extract<Outcome, "rate_limited" | "scope_insufficient" | "auth_unclassified">;
  generation: GenerationRef;
  retryAt: Instant | null;
  neededScopes: readonly string[];
  evidence: Evidence | null;
}

export interface RouteRegisters {
  failure: Register<RouteFailure> | null;
  success: Register<{ generation: GenerationRef | null }> | null;
}

export interface RefreshFailure {
  generation: GenerationRef;
  attempt: number;
  permanent: boolean;
  nextAttemptAt: Instant | null;
  evidence: Evidence | null;
}

/** What one replica boot last said about one lane. Plain JSON. */
export interface BootState {
  /** What it last declared to be able to do; absent where it declared nothing. */
  capabilities?: Register<{ list: readonly Capability[] }>;
  /** It reports under a workstation key. */
  workstation?: true;
  serving: Register<GenerationRef> | null;
  /** `NO_LEASE` where the newest generation serves without one. */
  lease: Register<Lease> | null;
  leaseRefusal: Register<{
    generation: GenerationRef;
    fingerprint: string;
    verdict: "expired" | "revoked";
    certainty: Certainty;
    evidence: Evidence | null;
  }> | null;
  /** Last refresh that worked. */
  refreshed: { stamp: Stamp } | null;
  /** Last refresh that failed, by the key of its generation. */
  refreshFailures: Readonly<Record<string, Register<RefreshFailure>>>;
  preflight: Register<{ passed: boolean; outcome: Outcome | null; reason: string | null }> | null;
  /** What it last said of its own gate; absent where it says nothing of it. */
  gate?: Register<{ isShut: boolean; since: Instant; reason: string | null; generation: number | null }>;
  /** Last grant told, by the key of its generation. */
  grants: Readonly<Record<string, Register<{ generation: GenerationRef; scopes: readonly string[] }>>>;
  routes: Readonly<Record<string, RouteRegisters>>;
  /** Newest unclassified refusals, newest last; bounded by `KEPT_FAILURES`. */
  unclassified: readonly Register<{ generation: GenerationRef; count: number; evidence: Evidence | null }>[];
  /** Newest completed call or passed probe on each generation, by its key; `""` where the generation is not named. */
  successes: Readonly<Record<string, Register<{ generation: GenerationRef | null }>>>;
}

/** Everything that facts say about one lane; `view` turns it into what holds at a moment. */
export interface LaneState {
  declared: Register<{ declaration: Declaration }> | null;
  retiredAt: Instant | null;
  acceptedScopes: Register<{ scopes: readonly string[] }> | null;
  /** Set once anything but a workstation has reported. */
  services?: true;
  generations: Readonly<Record<string, GenerationState>>;
  boots: Readonly<Record<string, BootState>>;
}

/** How many unclassified refusals a boot remembers: far more than the three that make `auth_failing`. */
export const KEPT_FAILURES = 32;
/** How many verdicts of one kind a generation remembers: the strongest, then the earliest. */
export const KEPT_VERDICTS = 8;

export const NO_LEASE: Lease = { fingerprint: "", issuedAt: null, expiresAt: null };

export const EMPTY_LANE: LaneState = { declared: null, retiredAt: null, acceptedScopes: null, generations: {}, boots: {} };

const EMPTY_BOOT: BootState = {
  serving: null,
  lease: null,
  leaseRefusal: null,
  refreshed: null,
  refreshFailures: {},
  preflight: null,
  grants: {},
  routes: {},
  unclassified: [],
  successes: {},
};

/** A boot of which nothing is known but what kind of key it reports under. */
export const newBoot = (workstation = false): BootState => (workstation ? { ...EMPTY_BOOT, workstation } : EMPTY_BOOT);

export const generationKey = ({ number, fingerprint }: GenerationRef): string => `${number}:${fingerprint}`;

export function emptyGeneration({ number, fingerprint }: GenerationRef, firstSeenAt: Instant): GenerationState {
  return {
    number,
    fingerprint,
    firstSeenAt,
    loaded: false,
    told: { issuedAt: null, scopes: null, store: null },
    expiries: {},
    entered: null,
    expired: [],
    revoked: [],
    overruled: [],
    retired: null,
  };
}

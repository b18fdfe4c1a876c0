import type { EventData } from "#lib/contract/event-data.ts";
import type { RouteName } from "#lib/contract/primitives.ts";
import type { Expiry, Instant } from "#lib/domain/clock/instant.ts";
import type { Declaration, Fact, FactBody, GenerationFacts, GenerationRef, Lease } from "#lib/domain/lane/fact.ts";
import type { Stamp } from "#lib/domain/lane/stamp.ts";
import type { CheckedEvent } from "./checked-event.ts";

/** What an accepted event means to the lane's state; null for events that are history only. `boot` is the replica's id. */
export function toFact(event: CheckedEvent, boot: string): Fact | null {
  const body = bodyOf(event);
  return body && { boot, stamp: stampOf(event), body };
}

/** Where an event stands among those of its replica. */
export const stampOf = ({ sequence, at, id }: CheckedEvent): Stamp => ({ sequence, at: at.getTime(), id });

function bodyOf(event: CheckedEvent): FactBody | null {
  switch (event.kind) {
    case "lane.declared":
      return { type: "declared", declaration: declarationOf(event.data) };
    case "lane.retired":
      return { type: "lane_retired" };
    case "credential.loaded":
      return { type: "loaded", ...knownOf(event.data), lease: leaseOf(event.data.lease) };
    case "rotation.cut_over":
      return { type: "loaded", ...knownOf(event.data), lease: null };
    case "rotation.started":
      return event.data.fingerprint ? { type: "proposed", probed: false, ...knownOf(event.data) } : null;
    case "rotation.probed":
      return event.data.fingerprint ? { type: "proposed", probed: event.data.passed ?? false, ...knownOf(event.data) } : null;
    case "credential.verified":
      return { type: "verified", generation: refOf(event.data) };
    case "credential.preflight_passed":
      return { type: "preflight", passed: true, outcome: null, reason: null };
    case "credential.preflight_refused":
      return {
        type: "preflight",
        passed: false,
        outcome: event.data.outcome ?? "preflight_refused",
        reason: event.data.reason ?? null,
      };
    case "credential.refreshed":
      return {
        type: "refreshed",
        generation: refOf(event.data),
        lease: leaseOf(event.data.lease),
        scopes: event.data.scopes ?? null,
      };
    case "credential.refresh_failed":
      return refreshFailedOf(event.data);
    case "credential.expired":
    case "credential.revoked":
      return deadOf(event.data, event.kind === "credential.expired" ? "expired" : "revoked");
    case "credential.scope_changed":
      return { type: "scopes", generation: refOf(event.data), scopes: event.data.scopes };
    case "lane.degraded_started":
    case "lane.degraded_ended":
      return gateOf(event.data, event.kind === "lane.degraded_started", event.at.getTime());
    case "credential.retired":
      return { type: "retired", generation: refOf(event.data), retirement: event.data.retirement ?? "automatic" };
    case "auth.failed":
      return authFailedOf(event.data);
    case "call.completed":
      return { type: "route_succeeded", route: routeOf(event.data.route), generation: numberOnly(event.data.generation) };
    case "call.usage":
      return event.data.result === "ok" && event.data.count > 0
        ? { type: "route_succeeded", route: routeOf(event.data.route), generation: numberOnly(event.data.generation) }
        : null;
    default:
      return null;
  }
}

function authFailedOf(data: EventData["auth.failed"]): FactBody | null {
  const generation = refOf(data);
  const evidence = data.evidence ?? null;
  switch (data.outcome) {
    case "credential_expired":
    case "credential_revoked":
      return deadOf(data, data.outcome === "credential_expired" ? "expired" : "revoked");
    case "refresh_failed":
      return { type: "refresh_failed", generation, attempt: 1, permanent: false, nextAttemptAt: null, evidence };
    case "store_unreachable":
    case "preflight_refused":
      return { type: "preflight", passed: false, outcome: data.outcome, reason: data.reason ?? null };
    case "rate_limited":
    case "scope_insufficient":
    case "auth_unclassified":
      return {
        type: "route_failed",
        outcome: data.outcome,
        generation,
        route: data.route ? routeOf(data.route) : "",
        retryAt: data.retry_at ? Date.parse(data.retry_at) : null,
        neededScopes: data.needed_scopes ?? [],
        count: data.count,
        evidence,
      };
    case "lane_paused":
      return null;
  }
}

function deadOf(data: EventData["credential.expired"] | EventData["auth.failed"], verdict: "expired" | "revoked"): FactBody {
  const { certainty, reason, evidence, lease } = data;
  return {
    type: "dead",
    verdict,
    generation: refOf(data),
    certainty,
    reason: reason ?? null,
    evidence: evidence ?? null,
    lease: lease ? { fingerprint: lease.fingerprint } : null,
  };
}

/** A replica's word on its own gate; with the word that it is open comes since when it was not. */
const gateOf = (data: EventData["lane.degraded_started"], isShut: boolean, at: Instant): FactBody => ({
  type: "gate",
  isShut,
  since: Math.min(at, instantOf(data.started_at) ?? at),
  reason: data.reason ?? null,
  generation: data.generation ?? null,
});

function refreshFailedOf(data: EventData["credential.refresh_failed"]): FactBody {
  return {
    type: "refresh_failed",
    generation: refOf(data),
    attempt: data.attempt ?? 1,
    permanent: data.permanent ?? false,
    nextAttemptAt: data.next_attempt_at ? Date.parse(data.next_attempt_at) : null,
    evidence: data.evidence ?? null,
  };
}

function knownOf(data: EventData["credential.loaded"] | EventData["rotation.cut_over"]): GenerationFacts {
  const { expires_source: source } = data;
  return {
    generation: refOf(data),
    issuedAt: data.issued_at ? Date.parse(data.issued_at) : null,
    expiresAt: expiryOf(data.expires_at),
    // Only an operator's own entry, made in Lanekeeper, ranks as an operator's word.
    expiresSource: source === undefined || source === "operator" ? "declared" : source,
    scopes: data.scopes ?? null,
    store: data.store ?? null,
  };
}

function declarationOf(data: EventData["lane.declared"]): Declaration {
  const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1_000);
  return {
    provider: data.provider,
    kind: data.kind ?? null,
    routes: (data.routes ?? []).map(({ tool, tenant, account, side_effect, needs }) => ({
      tool,
      tenant,
      account,
      sideEffect: side_effect ?? "read",
      needs: needs ?? [],
    })),
    policy: {
      warningMs: milliseconds(data.policy?.warning_s),
      refusalMs: milliseconds(data.policy?.refusal_s),
      rotateAfterMs: milliseconds(data.policy?.rotate_after_s),
      containOn: data.policy?.contain_on,
    },
    capabilities: data.capabilities ?? [],
  };
}

const refOf = ({ generation, fingerprint }: { generation: number; fingerprint?: string | undefined }): GenerationRef => ({
  number: generation,
  fingerprint: fingerprint ?? "",
});

const numberOnly = (number: number | undefined): GenerationRef | null =>
  number === undefined ? null : { number, fingerprint: "" };

const expiryOf = (wire: string | null | undefined): Expiry | undefined =>
  wire === undefined || wire === null || wire === "never" ? wire : Date.parse(wire);

const instantOf = (wire: string | undefined): Instant | null => (wire === undefined ? null : Date.parse(wire));

function leaseOf(lease: EventData["credential.refreshed"]["lease"]): Lease | null {
  return lease
    ? { fingerprint: lease.fingerprint, issuedAt: instantOf(lease.issued_at), expiresAt: expiryOf(lease.expires_at) ?? null }
    : null;
}

/** One text per exact tool call: tool, then tenant and account where given. */
const routeOf = ({ tool, tenant, account }: RouteName): string =>
  [tool, tenant, account].filter((part) => part !== undefined).join(" · ");

import { describe, expect, test } from "vitest";
import { EVENT_DATA, type EventDataInput } from "#lib/contract/event-data.ts";
import type { FactBody } from "#lib/domain/lane/fact.ts";
import { EVENT_KINDS, type EventKind } from "#lib/domain/vocabulary.ts";
import type { CheckedEvent } from "#lib/pipeline/record/checked-event.ts";
import { toFact } from "#lib/pipeline/record/to-fact.ts";

const AT = new Date("2026-11-22T02:00:00Z");
const iso = (hour: number): string => new Date(Date.UTC(2026, 10, 22, hour)).toISOString();
const instant = (hour: number): number => Date.UTC(2026, 10, 22, hour);

/** An event as the check leaves it: data parsed by its kind. */
function checked<K extends EventKind>(kind: K, data: EventDataInput[K]): CheckedEvent {
  const place = { id: "e1", replica: "web1-9c2e", lane: "github-prod", at: AT, sequence: "7" };
  const parsed = { kind, data: EVENT_DATA[kind].parse(data) } as Pick<CheckedEvent, "kind" | "data">;
  return { ...parsed, ...place, traceparent: null, skewed: false, raw: data } as CheckedEvent;
}
const bodyOf = <K extends EventKind>(kind: K, data: EventDataInput[K]): FactBody | null =>
  toFact(checked(kind, data), "boot-1")?.body ?? null;

const FINGERPRINT = "9f2c41d0a7b35e68";
const named = { generation: 3, fingerprint: FINGERPRINT };
const generation = { number: 3, fingerprint: FINGERPRINT };
const unnamed = { number: 3, fingerprint: "" };
const evidence = { status: 401, provider_code: "token_revoked" };
const route = { tool: "issues_create" };
const lease = { fingerprint: "00000000000000aa", issued_at: iso(1), expires_at: iso(3) };
const heldLease = { fingerprint: "00000000000000aa", issuedAt: instant(1), expiresAt: instant(3) };
const store = { type: "vault", reference: "kv/mcp/github", version: "6" };
const unknown = { issuedAt: null, expiresAt: undefined, expiresSource: "declared", scopes: null, store: null } as const;

type Case = { [K in EventKind]: readonly [name: string, kind: K, data: EventDataInput[K], body: FactBody | null] }[EventKind];

const CREDENTIALS: readonly Case[] = [
  [
    "all that is known of a loaded generation",
    "credential.loaded",
    { ...named, issued_at: iso(0), expires_at: iso(9), expires_source: "provider", scopes: ["repo"], store, lease },
    {
      type: "loaded",
      generation,
      issuedAt: instant(0),
      expiresAt: instant(9),
      expiresSource: "provider",
      scopes: ["repo"],
      store,
      lease: heldLease,
    },
  ],
  ["nothing but a name", "credential.loaded", named, { type: "loaded", generation, ...unknown, lease: null }],
  [
    "an end that never comes",
    "credential.loaded",
    { ...named, expires_at: "never" },
    { type: "loaded", generation, ...unknown, expiresAt: "never", lease: null },
  ],
  [
    "an end that nobody knows",
    "credential.loaded",
    { ...named, expires_at: null },
    { type: "loaded", generation, ...unknown, expiresAt: null, lease: null },
  ],
  [
    "a replica that speaks as an operator is believed as a declaration",
    "credential.loaded",
    { ...named, expires_source: "operator" },
    { type: "loaded", generation, ...unknown, lease: null },
  ],
  ["a passed probe", "credential.verified", { generation: 3, route }, { type: "verified", generation: unnamed }],
  ["a passed preflight", "credential.preflight_passed", named, { type: "preflight", passed: true, outcome: null, reason: null }],
  [
    "a refused preflight with its cause",
    "credential.preflight_refused",
    { outcome: "store_unreachable", reason: "store_empty" },
    { type: "preflight", passed: false, outcome: "store_unreachable", reason: "store_empty" },
  ],
  [
    "a refused preflight without one",
    "credential.preflight_refused",
    {},
    { type: "preflight", passed: false, outcome: "preflight_refused", reason: null },
  ],
  ["an attempt to refresh", "credential.refresh_attempted", { ...named, attempt: 2 }, null],
  [
    "a refresh with what it brought",
    "credential.refreshed",
    { ...named, lease, scopes: ["repo"] },
    { type: "refreshed", generation, lease: heldLease, scopes: ["repo"] },
  ],
  [
    "a lease without dates",
    "credential.refreshed",
    { ...named, lease: { fingerprint: lease.fingerprint, expires_at: null } },
    { type: "refreshed", generation, lease: { ...heldLease, issuedAt: null, expiresAt: null }, scopes: null },
  ],
  [
    "a failed refresh",
    "credential.refresh_failed",
    { ...named, attempt: 2, permanent: true, next_attempt_at: iso(4), evidence },
    { type: "refresh_failed", generation, attempt: 2, permanent: true, nextAttemptAt: instant(4), evidence },
  ],
  [
    "a failed refresh without details is the first of its kind",
    "credential.refresh_failed",
    { generation: 3 },
    { type: "refresh_failed", generation: unnamed, attempt: 1, permanent: false, nextAttemptAt: null, evidence: null },
  ],
  ["a warning, which the clock knows by itself", "credential.expiring", { ...named, expires_at: iso(9) }, null],
  [
    "an expiry",
    "credential.expired",
    { ...named, reason: "past_known_expiry" },
    {
      type: "dead",
      verdict: "expired",
      generation,
      certainty: "inferred",
      reason: "past_known_expiry",
      evidence: null,
      lease: null,
    },
  ],
  [
    "an expiry of a lease alone",
    "credential.expired",
    { ...named, certainty: "confirmed", lease: { fingerprint: lease.fingerprint } },
    {
      type: "dead",
      verdict: "expired",
      generation,
      certainty: "confirmed",
      reason: null,
      evidence: null,
      lease: { fingerprint: lease.fingerprint },
    },
  ],
  [
    "a revocation",
    "credential.revoked",
    { ...named, certainty: "confirmed", evidence },
    { type: "dead", verdict: "revoked", generation, certainty: "confirmed", reason: null, evidence, lease: null },
  ],
  ["other scopes", "credential.scope_changed", { ...named, scopes: [] }, { type: "scopes", generation, scopes: [] }],
  ["a retirement", "credential.retired", named, { type: "retired", generation, retirement: "automatic" }],
  [
    "a retirement by hand",
    "credential.retired",
    { ...named, retirement: "manual" },
    { type: "retired", generation, retirement: "manual" },
  ],
];

const ROTATIONS: readonly Case[] = [
  [
    "a candidate",
    "rotation.started",
    { ...named, expires_at: iso(9) },
    { type: "proposed", probed: false, generation, ...unknown, expiresAt: instant(9) },
  ],
  ["a rotation without a candidate", "rotation.started", { generation: 3 }, null],
  [
    "a candidate that passed",
    "rotation.probed",
    { ...named, passed: true },
    { type: "proposed", probed: true, generation, ...unknown },
  ],
  [
    "a candidate that did not",
    "rotation.probed",
    { ...named, passed: false },
    { type: "proposed", probed: false, generation, ...unknown },
  ],
  ["a probe of nothing", "rotation.probed", { generation: 3, passed: true }, null],
  ["a cut-over", "rotation.cut_over", named, { type: "loaded", generation, ...unknown, lease: null }],
  ["a rotation that succeeded", "rotation.succeeded", named, null],
  ["a rotation that failed", "rotation.failed", { ...named, code: "no_new_version" }, null],
];

const failed = (outcome: "rate_limited" | "scope_insufficient" | "auth_unclassified"): FactBody => ({
  type: "route_failed",
  outcome,
  generation,
  route: "",
  retryAt: null,
  neededScopes: [],
  count: 1,
  evidence: null,
});
const CALLS: readonly Case[] = [
  [
    "a rate limit with all that is known of it",
    "auth.failed",
    { ...named, outcome: "rate_limited", route, retry_at: iso(4), count: 4, evidence },
    { ...failed("rate_limited"), route: "issues_create", retryAt: instant(4), count: 4, evidence } as FactBody,
  ],
  [
    "missing scopes",
    "auth.failed",
    { ...named, outcome: "scope_insufficient", needed_scopes: ["repo"] },
    { ...failed("scope_insufficient"), neededScopes: ["repo"] } as FactBody,
  ],
  ["a refusal that says nothing", "auth.failed", { ...named, outcome: "auth_unclassified" }, failed("auth_unclassified")],
  [
    "a call that shows the credential expired",
    "auth.failed",
    { ...named, outcome: "credential_expired" },
    { type: "dead", verdict: "expired", generation, certainty: "inferred", reason: null, evidence: null, lease: null },
  ],
  [
    "a call that shows the credential revoked",
    "auth.failed",
    { ...named, outcome: "credential_revoked", certainty: "confirmed", reason: "worked_before" },
    {
      type: "dead",
      verdict: "revoked",
      generation,
      certainty: "confirmed",
      reason: "worked_before",
      evidence: null,
      lease: null,
    },
  ],
  [
    "a call that could not refresh",
    "auth.failed",
    { ...named, outcome: "refresh_failed" },
    { type: "refresh_failed", generation, attempt: 1, permanent: false, nextAttemptAt: null, evidence: null },
  ],
  [
    "a call without its store",
    "auth.failed",
    { ...named, outcome: "store_unreachable", reason: "store_unreachable" },
    { type: "preflight", passed: false, outcome: "store_unreachable", reason: "store_unreachable" },
  ],
  [
    "a call that preflight refused",
    "auth.failed",
    { ...named, outcome: "preflight_refused" },
    { type: "preflight", passed: false, outcome: "preflight_refused", reason: null },
  ],
  ["a call on a paused lane", "auth.failed", { ...named, outcome: "lane_paused" }, null],
  [
    "a completed call",
    "call.completed",
    { generation: 3, route: { tool: "issues_create", tenant: "acme", account: "bot" } },
    { type: "route_succeeded", route: "issues_create · acme · bot", generation: unnamed },
  ],
  [
    "a completed call that names no generation",
    "call.completed",
    { route },
    { type: "route_succeeded", route: "issues_create", generation: null },
  ],
  ["a failed call", "call.failed", { route, code: "timeout" }, null],
  ["a refused call", "call.refused", { code: "lane_paused", route }, null],
  [
    "calls that went well",
    "call.usage",
    { generation: 3, route, result: "ok", count: 12 },
    { type: "route_succeeded", route: "issues_create", generation: unnamed },
  ],
  ["no call that went well", "call.usage", { route, result: "ok", count: 0 }, null],
  ["calls that did not go well", "call.usage", { route, result: "auth", count: 3 }, null],
];

const LANES: readonly Case[] = [
  [
    "a declaration",
    "lane.declared",
    {
      provider: "github",
      kind: "managed_key",
      routes: [
        { ...route, side_effect: "write", needs: ["repo"] },
        { tool: "issues_list", tenant: "acme", account: "bot" },
      ],
      policy: { warning_s: 60, refusal_s: 5, rotate_after_s: 0, contain_on: "confirmed" },
      capabilities: ["create", "retire"],
    },
    {
      type: "declared",
      declaration: {
        provider: "github",
        kind: "managed_key",
        routes: [
          { tool: "issues_create", tenant: undefined, account: undefined, sideEffect: "write", needs: ["repo"] },
          { tool: "issues_list", tenant: "acme", account: "bot", sideEffect: "read", needs: [] },
        ],
        policy: { warningMs: 60_000, refusalMs: 5_000, rotateAfterMs: 0, containOn: "confirmed" },
        capabilities: ["create", "retire"],
      },
    },
  ],
  [
    "a declaration of a provider alone",
    "lane.declared",
    { provider: "github" },
    {
      type: "declared",
      declaration: {
        provider: "github",
        kind: null,
        routes: [],
        policy: { warningMs: undefined, refusalMs: undefined, rotateAfterMs: undefined, containOn: undefined },
        capabilities: [],
      },
    },
  ],
  ["the end of a lane", "lane.retired", {}, { type: "lane_retired" }],
  ["a server's word that it paused", "lane.paused", { reason: "operator" }, null],
  ["a server's word that it resumed", "lane.resumed", {}, null],
  [
    "a server's word that it refuses calls",
    "lane.degraded_started",
    { generation: 3, reason: "lane_paused" },
    { type: "gate", isShut: true, since: AT.getTime(), reason: "lane_paused", generation: 3 },
  ],
  [
    "a server's word that it serves again, and since when it did not",
    "lane.degraded_ended",
    { started_at: "2026-01-01T00:00:00Z", served: 4, refused: 1 },
    { type: "gate", isShut: false, since: Date.parse("2026-01-01T00:00:00Z"), reason: null, generation: null },
  ],
  ["a start", "server.started", { heartbeat_s: 30 }, null],
  ["a heartbeat", "server.heartbeat", { lanes: [{ lane: "github-prod", ...named }] }, null],
  ["a stop", "server.stopped", {}, null],
  ["the start of a drill", "drill.started", { kind: "expiry" }, null],
  ["what a drill saw", "drill.observed", {}, null],
  ["the end of a drill", "drill.finished", {}, null],
];

const CASES: readonly Case[] = [...CREDENTIALS, ...ROTATIONS, ...CALLS, ...LANES];

describe("an event means to the lane's state", () => {
  test.each(CASES.map(([name, kind, data, body]) => ({ name, kind, data, body })))("$kind: $name", ({ kind, data, body }) => {
    expect(bodyOf(kind, data)).toStrictEqual(body);
  });
  test("something or nothing, for every kind", () => {
    expect(new Set(CASES.map(([, kind]) => kind))).toEqual(new Set(EVENT_KINDS));
  });
});

test("a fact stands where its event stood among those of its replica", () => {
  const event = checked("lane.retired", {});
  expect(toFact(event, "boot-1")).toEqual({
    boot: "boot-1",
    stamp: { sequence: "7", at: AT.getTime(), id: "e1" },
    body: { type: "lane_retired" },
  });
  expect(toFact({ ...event, sequence: null }, "boot-1")?.stamp.sequence).toBeNull();
});

import { describe, expect, test } from "vitest";
import { describeEvent } from "#lib/domain/audit/describe-event.ts";
import { EVENT_KINDS, type EventKind } from "#lib/domain/vocabulary.ts";

const on3 = { generation: 3 };
const route = { tool: "issues_create" };
const evidence = { status: 401, provider_code: "token_revoked" };

const CASES: readonly (readonly [sentence: string, kind: EventKind, data: Record<string, unknown>])[] = [
  ["Server started", "server.started", {}],
  ["Heartbeat", "server.heartbeat", {}],
  ["Server stopped", "server.stopped", {}],
  ["Lane declared for github", "lane.declared", { provider: "github" }],
  ["The server holds the lane paused", "lane.paused", {}],
  ["The server serves the lane again", "lane.resumed", {}],
  ["Degraded: the store holds no credential", "lane.degraded_started", { reason: "store_empty" }],
  ["No longer degraded", "lane.degraded_ended", {}],
  ["Lane retired", "lane.retired", {}],
  ["Loaded generation 3", "credential.loaded", on3],
  ["Verified generation 3 with a probe", "credential.verified", on3],
  ["Preflight passed for generation 3", "credential.preflight_passed", on3],
  [
    "Preflight refused the credential: the store cannot be reached",
    "credential.preflight_refused",
    { reason: "store_unreachable" },
  ],
  ["Refresh attempted (attempt 2)", "credential.refresh_attempted", { ...on3, attempt: 2 }],
  ["Refresh attempted (attempt 1)", "credential.refresh_attempted", on3],
  ["Refreshed: a new access token is in use", "credential.refreshed", on3],
  ["Refresh attempt 2 failed: token_revoked", "credential.refresh_failed", { ...on3, attempt: 2, evidence }],
  ["Refresh failed for good", "credential.refresh_failed", { ...on3, permanent: true }],
  ["Generation 3 is inside its warning window", "credential.expiring", on3],
  ["Generation 3 expired: its known end has passed", "credential.expired", { ...on3, reason: "past_known_expiry" }],
  ["Generation 3 was revoked (confirmed): token_revoked", "credential.revoked", { ...on3, certainty: "confirmed", evidence }],
  ["Generation 3 was revoked (inferred)", "credential.revoked", on3],
  ["Scopes of generation 3 changed", "credential.scope_changed", on3],
  ["Generation 3 retired (natural)", "credential.retired", { ...on3, retirement: "natural" }],
  ["Rotation started towards generation 3", "rotation.started", on3],
  ["Candidate generation 3 passed its probe", "rotation.probed", { ...on3, passed: true }],
  ["Candidate generation 3 failed its probe", "rotation.probed", { ...on3, passed: false }],
  ["Cut over to generation 3", "rotation.cut_over", on3],
  ["Rotation to generation 3 succeeded", "rotation.succeeded", on3],
  ["Rotation failed: no new version", "rotation.failed", { ...on3, code: "no_new_version" }],
  ["Rate limited on issues_create (× 4)", "auth.failed", { ...on3, outcome: "rate_limited", route, count: 4 }],
  ["Scope insufficient on a tool", "auth.failed", { ...on3, outcome: "scope_insufficient", count: 1 }],
  ["issues_create completed", "call.completed", { route, count: 1 }],
  ["issues_create failed: token_revoked (× 2)", "call.failed", { route, evidence, count: 2 }],
  ["issues_create refused: lane paused (× 3)", "call.refused", { route, code: "lane_paused", count: 3 }],
  ["issues_create: 12 × upstream error", "call.usage", { route, result: "upstream_error", count: 12 }],
  ["Drill started", "drill.started", {}],
  ["Drill observed", "drill.observed", {}],
  ["Drill finished", "drill.finished", {}],
];

describe("one sentence for", () => {
  test.each(CASES.map(([sentence, kind, data]) => [kind, sentence, data] as const))("%s: %s", (kind, sentence, data) => {
    expect(describeEvent(kind, data)).toBe(sentence);
  });
  test("every kind of event", () => expect(new Set(CASES.map(([, kind]) => kind))).toEqual(new Set(EVENT_KINDS)));
  test.each(EVENT_KINDS)("%s, whatever its data came as", (kind) => {
    for (const data of [{}, { route: null, evidence: "no", reason: 4, generation: "3", count: "many" }])
      expect(describeEvent(kind, data)).not.toMatch(/undefined|null|NaN|\[object/);
  });
});

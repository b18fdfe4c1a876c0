import { describe, expect, test } from "vitest";
import { decideGate, type GateView, type LaneControl } from "#lib/mcp/lane/gate.ts";
import { type Generation, numberGeneration } from "#lib/mcp/lane/generation.ts";
import { refreshDueAt, retryDelayMs } from "#lib/mcp/lane/lease.ts";
import { refuse } from "#lib/mcp/lane/refusal.ts";

const NOW = Date.parse("2026-11-22T02:00:00Z");
const MINUTE = 60_000;

const generation = (changed: Partial<Generation> = {}): Generation => ({
  number: 3,
  fingerprint: "aaaa",
  stored: { secret: "s" },
  firstSeenAt: NOW - 60 * MINUTE,
  expiresAt: null,
  expiresSource: "declared",
  statedExpiry: null,
  leases: null,
  verdict: null,
  succeeded: true,
  troubled: false,
  refusedLeases: 0,
  inFlight: 0,
  ...changed,
});
const control = (changed: Partial<LaneControl> = {}): LaneControl => ({
  control: "active",
  reason: null,
  reference: "audit-1",
  until: null,
  certainty: "inferred",
  containedFingerprint: null,
  ...changed,
});
const dead = generation({ verdict: { outcome: "credential_revoked", certainty: "inferred", reference: "event-1" } });
const contained = control({ control: "contained", containedFingerprint: "aaaa" });

const gate = (view: Partial<GateView>): GateView => ({
  control: control(),
  hold: null,
  generation: generation(),
  newestFingerprint: "aaaa",
  leaseRefusal: null,
  ...view,
});

interface Case {
  name: string;
  view: Partial<GateView>;
  durationMs?: number;
  code: string | null;
}

describe("the gate", () => {
  test.each<Case>([
    { name: "lets an active lane through", view: {}, code: null },
    { name: "nothing loaded", view: { generation: null }, code: "preflight_refused" },
    {
      name: "a hold gives its own cause",
      view: { hold: { code: "store_unreachable", certainty: "confirmed" } },
      code: "store_unreachable",
    },
    {
      name: "a pause goes before a hold",
      view: { control: control({ control: "paused" }), hold: { code: "store_unreachable", certainty: "confirmed" } },
      code: "lane_paused",
    },
    {
      name: "a pause goes before a dead credential",
      view: { control: control({ control: "paused" }), generation: dead },
      code: "lane_paused",
    },
    { name: "a dead credential", view: { generation: dead }, code: "credential_revoked" },
    { name: "contained with the dead one", view: { control: contained, generation: dead }, code: "credential_revoked" },
    { name: "contained by another replica's word", view: { control: contained }, code: "credential_revoked" },
    { name: "contained before anything is loaded", view: { control: contained, generation: null }, code: "credential_revoked" },
    {
      name: "contained while a new one waits in the store",
      view: { control: contained, generation: dead, newestFingerprint: "bbbb" },
      code: "lane_paused",
    },
    {
      name: "contained with the new one loaded",
      view: { control: contained, generation: generation({ fingerprint: "bbbb" }), newestFingerprint: "bbbb" },
      code: "lane_paused",
    },
    {
      name: "contained, and the new one is dead as well",
      view: { control: contained, generation: { ...dead, fingerprint: "bbbb" }, newestFingerprint: "bbbb" },
      code: "credential_revoked",
    },
    { name: "six seconds before the end", view: { generation: generation({ expiresAt: NOW + 6_000 }) }, code: null },
    {
      name: "four seconds before the end",
      view: { generation: generation({ expiresAt: NOW + 4_000 }) },
      code: "credential_expired",
    },
    {
      name: "a call that fits",
      view: { generation: generation({ expiresAt: NOW + 2 * MINUTE }) },
      durationMs: MINUTE,
      code: null,
    },
    {
      name: "a call that does not",
      view: { generation: generation({ expiresAt: NOW + 2 * MINUTE }) },
      durationMs: 3 * MINUTE,
      code: "credential_expired",
    },
    {
      name: "a key that never ends",
      view: { generation: generation({ expiresAt: "never" }) },
      durationMs: 3 * MINUTE,
      code: null,
    },
    {
      name: "a grant that gives nothing",
      view: { leaseRefusal: { code: "refresh_failed", certainty: "confirmed" } },
      code: "refresh_failed",
    },
  ])("$name: $code", ({ view, durationMs = 0, code }) => {
    expect(decideGate(gate(view), NOW, durationMs)?.code ?? null).toBe(code);
  });

  test("an agent reads why an operator paused the lane, and no provider's words on why it is contained", () => {
    const reason = "moving the account";
    const waiting = { generation: dead, newestFingerprint: "bbbb" };
    const told = (view: Partial<GateView>) => decideGate(gate(view), NOW, 0);
    expect(told({ control: control({ control: "paused", reason }) })).toMatchObject({ code: "lane_paused", detail: reason });
    const refusal = told({ control: { ...contained, reason }, ...waiting });
    expect(refusal).toMatchObject({ code: "lane_paused" });
    expect(refusal).not.toHaveProperty("detail");
  });

  test.each(["inferred", "confirmed"] as const)("contained by another replica's %s word says how sure that is", (certainty) => {
    expect(decideGate(gate({ control: { ...contained, certainty } }), NOW, 0)).toMatchObject({ certainty });
  });
});

test.each([
  ["the store's own integer", "12", { number: 3, fingerprint: "aaaa" }, 12],
  ["the first without a version", undefined, null, 1],
  ["the same fingerprint", undefined, { number: 3, fingerprint: "bbbb" }, 3],
  ["another fingerprint", undefined, { number: 3, fingerprint: "aaaa" }, 4],
  ["a version that is no number", "v12", { number: 3, fingerprint: "aaaa" }, 4],
  ["a version too great to be one", "20261122020000", { number: 3, fingerprint: "aaaa" }, 4],
] as const)("a generation is numbered by %s", (_name, version, last, number) => {
  expect(numberGeneration(version, "bbbb", last)).toBe(number);
});

test.each([
  [0, 70],
  [1, 75],
  [-1, 65],
])("a lease of 100 s is renewed with 30 s left, give or take 5: spread %i gives %i s", (spread, dueS) => {
  const lease = { accessToken: "t", fingerprint: "f", issuedAt: NOW, expiresAt: NOW + 100_000 };
  expect(refreshDueAt(lease, spread)).toBe(NOW + dueS * 1_000);
});

test.each([
  [60, 10, 10],
  [9, 10, 3],
  [1, 10, 1],
  [-1, 10, 10],
])("with %i s of a lease left, a back-off of %i s is %i s", (leftS, backOffS, waitS) => {
  const lease = { accessToken: "t", fingerprint: "f", issuedAt: NOW - 100_000, expiresAt: NOW + leftS * 1_000 };
  expect(retryDelayMs(lease, NOW, backOffS * 1_000)).toBe(waitS * 1_000);
});

test("a lease without a known end is not renewed ahead of it", () => {
  expect(refreshDueAt({ accessToken: "t", fingerprint: "f", issuedAt: NOW, expiresAt: null }, 0)).toBeNull();
});

test.each([
  [false, "after_refresh", "nothing was changed by this call"],
  ["partial", "never", "part of this call was already carried out"],
  ["unknown", "never", "whether this call was carried out is not known"],
] as const)("a call performed %s is to be retried %s", (performed, retry, consequence) => {
  const error = refuse("lane", { code: "credential_expired", certainty: "inferred" }, performed, "event-1");
  expect(error.refusal).toMatchObject({ performed, retry, reference: "event-1" });
  expect(error.message).toBe(`Lane "lane" holds a credential that has expired; ${consequence}.`);
});

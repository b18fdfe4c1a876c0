import type { Instant } from "../../domain/clock/instant.ts";
import { layWindows, type WindowPolicy } from "../../domain/clock/windows.ts";
import type { Knowledge } from "../classify/types.ts";
import type { LaneOptions } from "../options.ts";
import type { Services } from "../services.ts";
import { type Generation, startOf } from "./generation.ts";
import { iso } from "./iso.ts";
import { probeCredential } from "./probe.ts";
import type { Refusal } from "./refusal.ts";

/** `reason` is for the operator; the agent gets the refusal. */
export interface PreflightFailure {
  ok: false;
  refusal: Refusal;
  reason: string;
  /** The host's own failure, which says nothing about the credential: the next try may pass. */
  mayPass?: true;
}
export type PreflightResult = { ok: true; probed: boolean } | PreflightFailure;

export const windowPolicy = ({ policy }: LaneOptions): WindowPolicy => ({
  warningMs: policy?.warning_s === undefined ? undefined : policy.warning_s * 1_000,
  refusalMs: policy?.refusal_s === undefined ? undefined : policy.refusal_s * 1_000,
});

/** What is known of the credential that a generation sends now. */
export function knowledgeOf(generation: Generation, now: Instant): Knowledge {
  const lease = generation.leases?.lease ?? null;
  const expiresAt = lease ? lease.expiresAt : generation.expiresAt;
  return {
    now: new Date(now),
    expiresAt: typeof expiresAt === "number" ? new Date(expiresAt) : expiresAt,
    succeededBefore: generation.succeeded,
    ageS: Math.max(0, now - (lease ? lease.issuedAt : startOf(generation))) / 1_000,
  };
}

/** Why the clock forbids starting on a generation, or null where enough of its life is left. Pure. */
function clockRefusal(generation: Generation, policy: WindowPolicy, now: Instant): PreflightFailure | null {
  const { expiresAt } = generation;
  if (typeof expiresAt !== "number") return null;
  if (now >= expiresAt) {
    return { ok: false, refusal: { code: "credential_expired", certainty: "inferred" }, reason: `expired at ${iso(expiresAt)}` };
  }
  if (now < layWindows(startOf(generation), expiresAt, policy).refuseAt) return null;
  const reason = `too close to its expiry at ${iso(expiresAt)}`;
  return { ok: false, refusal: { code: "preflight_refused", certainty: "confirmed" }, reason };
}

/** Whether a lane may start on a generation: not known dead, enough life left, a lease to be had, and the probe does not object. */
export async function preflight(lane: LaneOptions, generation: Generation, services: Services): Promise<PreflightResult> {
  if (generation.verdict) {
    const { outcome, certainty, reference } = generation.verdict;
    return { ok: false, refusal: { code: outcome, certainty, reference }, reason: "found dead earlier" };
  }
  const tooLate = clockRefusal(generation, windowPolicy(lane), services.now());
  if (tooLate) return tooLate;
  if (generation.leases) {
    const drawn = await generation.leases.obtain(generation.stored);
    if (!drawn.ok) return { ok: false, refusal: drawn.refusal, reason: "no lease could be drawn from the grant" };
  }
  const knowledge = knowledgeOf(generation, services.now());
  const probed = await probeCredential(lane, secretOf(generation), knowledge, services.fetch);
  if (probed.kind !== "refused") return { ok: true, probed: lane.probe !== undefined && probed.kind === "passed" };
  return { ok: false, refusal: { code: probed.outcome, certainty: "inferred" }, reason: probed.detail };
}

/** What a generation sends to its provider: the lease where it draws them, else the stored secret. */
export function secretOf(generation: Generation): string {
  return generation.leases?.lease?.accessToken ?? generation.stored.secret;
}

import type { Evidence } from "../../contract/primitives.ts";
import type { AuthVerdict } from "../classify/types.ts";
import type { Generation } from "./generation.ts";
import type { Lane } from "./lane.ts";
import type { LaneLease } from "./lease.ts";
import type { Refusal } from "./refusal.ts";
import { isDead } from "./verdict.ts";

/** A provider's refusal of one call, as it was understood. */
export interface Judged {
  lane: Lane;
  generation: Generation;
  verdict: AuthVerdict;
  evidence: Evidence;
  tool: string;
  /** The access token that was refused, where the generation is a grant. */
  lease: LaneLease | null;
}

export interface Judgement {
  /** Another credential serves now: the same request may be sent again. */
  mended: boolean;
  refusal: Refusal;
}

/** Tells what a refusal means for the lane, and lets it draw the consequences: a new lease, another generation, or a latch. */
export async function judge({ lane, generation, verdict, evidence, tool, lease }: Judged): Promise<Judgement> {
  const route = lane.routeName(tool);
  generation.troubled = true;
  const refusal: Refusal = { code: verdict.outcome, certainty: verdict.certainty };
  if (!isDead(verdict)) {
    const reference = lane.ledger.authFailed(generation, verdict, evidence, route, null);
    const retryAt = verdict.outcome === "rate_limited" ? lane.services.now() + (verdict.retryAfterS ?? 60) * 1_000 : undefined;
    return { mended: false, refusal: { ...refusal, reference, retryAt } };
  }
  if (lease && generation.leases) {
    const reference = lane.ledger.authFailed(generation, verdict, evidence, route, lease);
    if (await replaceLease(generation, lease)) return { mended: true, refusal: { ...refusal, reference } };
    if (!generation.leases.failedForGood && generation.refusedLeases < 2)
      return { mended: false, refusal: { ...refusal, reference } };
  }
  const mended = await lane.succession.condemn(generation, verdict, evidence);
  if (!mended && !lease) lane.ledger.authFailed(generation, verdict, evidence, route, null);
  return { mended, refusal: { ...refusal, reference: generation.verdict?.reference ?? null } };
}

/** A refused lease is drawn anew; a grant whose fresh leases are refused too is itself at its end. */
async function replaceLease(generation: Generation, lease: LaneLease): Promise<boolean> {
  if (!generation.leases) return false;
  if (generation.leases.lease === lease) generation.refusedLeases += 1;
  generation.leases.drop(lease);
  if (generation.refusedLeases >= 2) return false;
  return (await generation.leases.obtain(generation.stored)).ok;
}

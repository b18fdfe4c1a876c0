import type { Instant } from "../../domain/clock/instant.ts";
import { SERVE_MARGIN_MS } from "../../domain/clock/windows.ts";
import type { Certainty, Control } from "../../domain/vocabulary.ts";
import type { Generation } from "./generation.ts";
import type { Refusal } from "./refusal.ts";

/** Desired state of a lane as this process knows it. */
export interface LaneControl {
  control: Control;
  reason: string | null;
  reference: string | null;
  until: Instant | null;
  /** Of the verdict by which the lane is contained. */
  certainty: Certainty;
  /** Fingerprint that was served when the lane was contained. */
  containedFingerprint: string | null;
}

export interface GateView {
  control: LaneControl;
  /** Why nothing is loaded, or why what is loaded may not start. */
  hold: Refusal | null;
  generation: Generation | null;
  /** Fingerprint of the newest version the store shows. */
  newestFingerprint: string | null;
  /** A grant that can give no further lease, known before the call. */
  leaseRefusal: Refusal | null;
}

/** Why a call that may last `maxDurationMs` is refused now, or null where it may run. Pure. */
export function decideGate(view: GateView, now: Instant, maxDurationMs: number): Refusal | null {
  return controlRefusal(view) ?? view.hold ?? generationRefusal(view, now, maxDurationMs);
}

function controlRefusal({ control, generation, newestFingerprint }: GateView): Refusal | null {
  if (control.control === "active") return null;
  if (control.control === "contained" && onlyDeadOneLeft(control, generation, newestFingerprint)) {
    const { outcome, certainty } = generation?.verdict ?? { outcome: "credential_revoked", certainty: control.certainty };
    return { code: outcome, certainty, retry: "after_resume", reference: control.reference };
  }
  return {
    code: "lane_paused",
    certainty: "confirmed",
    reference: control.reference,
    // An operator's words are meant for whoever is stopped; the reason of a containment may be the provider's.
    ...(control.control === "paused" && control.reason ? { detail: control.reason } : {}),
    ...(control.until === null ? {} : { retryAt: control.until }),
  };
}

/** A contained lane gives the cause while the dead generation is all it has; a new one waits for a human. */
function onlyDeadOneLeft(control: LaneControl, generation: Generation | null, newestFingerprint: string | null): boolean {
  const dead = generation?.verdict ? generation.fingerprint : (control.containedFingerprint ?? generation?.fingerprint ?? null);
  const others = [generation?.fingerprint ?? null, newestFingerprint].filter((fingerprint) => fingerprint !== null);
  return others.every((fingerprint) => fingerprint === dead);
}

function generationRefusal({ generation, leaseRefusal }: GateView, now: Instant, maxDurationMs: number): Refusal | null {
  if (!generation) return { code: "preflight_refused", certainty: "confirmed", detail: "no credential is loaded" };
  if (generation.verdict) {
    const { outcome, certainty, reference } = generation.verdict;
    return { code: outcome, certainty, reference };
  }
  const { expiresAt } = generation;
  if (typeof expiresAt === "number" && now + Math.max(SERVE_MARGIN_MS, maxDurationMs) > expiresAt) {
    const detail = now + SERVE_MARGIN_MS > expiresAt ? undefined : "this call may outlast the credential";
    return { code: "credential_expired", certainty: "inferred", detail };
  }
  return leaseRefusal;
}

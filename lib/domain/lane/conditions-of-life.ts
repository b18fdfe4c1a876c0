import { DAY, type Instant } from "../clock/instant.ts";
import type { Detector, Found } from "./finding.ts";
import { knownExpiry, standingVerdicts, startOf } from "./generation.ts";
import { type Scene, standingLeaseRefusal } from "./scene.ts";
import type { Verdict } from "./state.ts";

const ROTATE_AFTER_MS = 90 * DAY;

const nothing = { certainty: null, detail: null, evidence: null, generation: null };

export const revoked: Detector = (scene) => worstVerdict(scene, "revoked");

/** Dead by word of the provider, by a refused lease, or by the clock. */
export const expired: Detector = (scene) => worstVerdict(scene, "expired") ?? refusedLease(scene) ?? pastEnd(scene);

export const mustRefresh: Detector = (scene) => {
  const { windows, now } = scene;
  if (!windows || now < windows.refuseAt || now >= windows.expiresAt) return null;
  return { ...nothing, since: windows.refuseAt, detail: "preflight refuses to start with it", generation: numberOf(scene) };
};

/** Only where nothing refreshes by itself: there, the minutes left are no news, an overdue refresh is. */
export const expiring: Detector = (scene) => {
  const { windows, now } = scene;
  if (!windows || scene.refreshesItself || now < windows.warnAt || now >= windows.refuseAt) return null;
  return { ...nothing, since: windows.warnAt, generation: numberOf(scene) };
};

/** A key that never ends is due for rotation when it is older than the policy. */
export const rotationDue: Detector = (scene) => {
  const dueAt = rotationDueAt(scene);
  return dueAt !== null && scene.now >= dueAt ? { ...nothing, since: dueAt, generation: numberOf(scene) } : null;
};

export function rotationDueAt({ expiry, generations, policy }: Scene): Instant | null {
  const undying = generations.filter((generation) => knownExpiry(generation).expiresAt === "never");
  if (expiry !== "never" || undying.length === 0) return null;
  return Math.min(...undying.map(startOf)) + (policy.rotateAfterMs ?? ROTATE_AFTER_MS);
}

export const unknownExpiry: Detector = (scene) => {
  if (scene.expiry !== null || scene.generations.length === 0) return null;
  return { ...nothing, since: scene.generations[0]?.firstSeenAt ?? null, generation: numberOf(scene) };
};

const numberOf = ({ generations }: Scene): number | null => generations[0]?.number ?? null;

function worstVerdict(scene: Scene, kind: "expired" | "revoked"): Found | null {
  for (const generation of scene.generations) {
    const verdicts = standingVerdicts(scene.state, generation, kind);
    const worst = verdicts[0];
    if (worst) return { ...describe(worst), since: Math.min(...verdicts.map(({ at }) => at)), generation: generation.number };
  }
  return null;
}

const describe = ({ certainty, reason, evidence }: Verdict) => ({
  certainty,
  detail: reason ?? evidence?.provider_code ?? null,
  evidence,
});

function refusedLease(scene: Scene): Found | null {
  for (const boot of scene.boots) {
    const refusal = standingLeaseRefusal(boot);
    if (refusal) {
      const { certainty, evidence, stamp } = refusal;
      return { since: stamp.at, certainty, evidence, detail: "the provider refuses the access token", generation: boot.serving?.number ?? null };
    }
  }
  return null;
}

function pastEnd(scene: Scene): Found | null {
  const { life, now } = scene;
  if (!life || now < life.expiresAt) return null;
  const detail = life.of === "lease" ? "the access token's time is over" : "its time is over";
  return { since: life.expiresAt, certainty: "inferred", detail, evidence: null, generation: numberOf(scene) };
}

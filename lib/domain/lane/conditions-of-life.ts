import type { Instant } from "../clock/instant.ts";
import { type Detector, earliest, type Found } from "./finding.ts";
import { knownExpiry, standingVerdicts, startOf } from "./generation.ts";
import { ROTATE_AFTER_MS } from "./policy.ts";
import { type Scene, standingLeaseRefusal } from "./scene.ts";
import type { BootState, Verdict } from "./state.ts";
import { compareVerdicts } from "./verdict.ts";
import { inWords } from "./words.ts";

const nothing = { certainty: null, detail: null, evidence: null, generation: null };

export const revoked: Detector = (scene) => worstVerdict(scene, "revoked");

/** Dead by word of the provider, by a refused lease, or by the clock. */
export const expired: Detector = (scene) =>
  worstVerdict(scene, "expired") ?? earliest(scene.boots.map(refusedLease)) ?? pastEnd(scene);

export const mustRefresh: Detector = (scene) => {
  const { windows, now } = scene;
  if (!windows || now < windows.refuseAt || now >= windows.expiresAt) return null;
  return {
    ...nothing,
    since: windows.refuseAt,
    detail: "preflight refuses to start with it",
    generation: scene.life?.generation ?? null,
  };
};

/** Only where nothing refreshes by itself: there, the minutes left are no news, an overdue refresh is. */
export const expiring: Detector = (scene) => {
  const { windows, now } = scene;
  if (!windows || scene.refreshesItself || now < windows.warnAt || now >= windows.expiresAt) return null;
  return { ...nothing, since: windows.warnAt, generation: scene.life?.generation ?? null };
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
  const dead = scene.generations.map((generation) => ({
    number: generation.number,
    verdicts: standingVerdicts(scene.state, generation, kind),
  }));
  const said = dead.flatMap(({ number, verdicts }) => (verdicts[0] ? [{ number, worst: verdicts[0], verdicts }] : []));
  const first = said.toSorted((a, b) => compareVerdicts(a.worst, b.worst))[0];
  return first
    ? { ...saidBy(first.worst), since: Math.min(...first.verdicts.map(({ at }) => at)), generation: first.number }
    : null;
}

const saidBy = ({ certainty, reason, evidence }: Verdict) => ({
  certainty,
  detail: inWords(reason) ?? evidence?.provider_code ?? null,
  evidence,
});

function refusedLease(boot: BootState): Found | null {
  const refusal = standingLeaseRefusal(boot);
  if (!refusal) return null;
  const { certainty, evidence, stamp } = refusal;
  return {
    since: stamp.at,
    certainty,
    evidence,
    detail: "the provider refuses the access token",
    generation: boot.serving?.number ?? null,
  };
}

function pastEnd(scene: Scene): Found | null {
  const { life, now } = scene;
  if (!life || now < life.expiresAt) return null;
  const detail = life.of === "lease" ? "the access token's time is over" : "its time is over";
  return { since: life.expiresAt, certainty: "inferred", detail, evidence: null, generation: life.generation };
}

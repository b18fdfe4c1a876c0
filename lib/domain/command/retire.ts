import type { Instant } from "../clock/instant.ts";
import { sameGeneration } from "../lane/generation.ts";
import { laggards } from "./adopt.ts";
import { type OldGeneration, type Rotation, type RotationStep, type RotationTarget, targetsOf } from "./rotation.ts";
import { servicesAmong } from "./services.ts";

/** A replica that answers so has done nothing to the old generation: another one may be able. */
const UNABLE: ReadonlySet<string> = new Set(["not_able", "old_unknown", "unknown_lane", "unsupported"]);

/** The next step in overlap: the rotation closes only when the old generation's end is known, and no live replica serves it. */
export function stepInOverlap(rotation: Rotation, now: Instant): RotationStep {
  const late = rotation.paused ? [] : laggards(rotation);
  if (late.length > 0) return { step: "join", replicas: late };
  const isServed = isOldServed(rotation);
  const closedAs = isServed ? null : endOf(rotation, now);
  if (closedAs) return { step: "close", closedAs };
  return askToRetire(rotation, now) ?? { step: "wait", until: nextInstant(rotation, now) };
}

/** Asks a replica to retire the old generation where its time has come; null where it has not, or nobody can. */
export function askToRetire(rotation: Rotation, now: Instant): RotationStep | null {
  const { old, retireOld } = rotation;
  if (!old || rotation.isCandidateDead || endOf(rotation, now) !== null || !isUnasked(rotation) || now < dueAt(rotation, now))
    return null;
  if (retireOld !== "now" && isOldServed(rotation)) return null;
  const by = chooseRetirer(rotation);
  return by === null ? null : { step: "retire_old", by };
}

function endOf({ old, ...rotation }: Rotation, now: Instant): "proven" | "natural" | "attested" | null {
  if (!old) return "proven";
  if (old.retired === "manual") return "attested";
  const isRetired = rotation.targets.some(({ phase, status }) => phase === "retire_old" && status === "succeeded");
  if (old.retired === "automatic" || old.verdict === "revoked" || isRetired) return "proven";
  return old.retired === "natural" || old.verdict === "expired" || isPastEnd(old, now) ? "natural" : null;
}

const isPastEnd = ({ expiresAt }: OldGeneration, now: Instant): boolean => typeof expiresAt === "number" && now >= expiresAt;

const isOldServed = ({ old, fleet }: Rotation): boolean =>
  old !== null && servicesAmong(fleet).some(({ serving }) => serving && sameGeneration(serving, old.generation));

/** Nobody was asked yet, or whoever was has done nothing: a replica that is gone will not answer. */
function isUnasked(rotation: Rotation): boolean {
  if (rotation.old?.isShared) return false;
  return targetsOf(rotation, "retire_old").every((target) => hasDoneNothing(target));
}

const hasDoneNothing = ({ status, code }: RotationTarget): boolean =>
  status === "gone" || status === "superseded" || (status === "failed" && code !== null && UNABLE.has(code));

/** A replica that has cut over in this rotation holds the old credential still; while others adopt, only such a one is asked. */
function chooseRetirer(rotation: Rotation): string | null {
  const asked = new Set(targetsOf(rotation, "retire_old").map(({ replica }) => replica));
  const adopted = new Set(
    targetsOf(rotation, "adopt").flatMap((target) => (target.status === "succeeded" ? [target.replica] : [])),
  );
  const able = servicesAmong(rotation.fleet).filter(({ id, capabilities }) => capabilities.includes("retire") && !asked.has(id));
  const known = able.find(({ id }) => adopted.has(id));
  return (known ?? (rotation.phase === "adopt" ? undefined : able[0]))?.id ?? null;
}

function dueAt({ retireOld, adoptedAt }: Rotation, now: Instant): Instant {
  const from = adoptedAt ?? now;
  return typeof retireOld === "object" ? from + retireOld.after_s * 1_000 : from;
}

function nextInstant(rotation: Rotation, now: Instant): Instant | null {
  const { old } = rotation;
  const canBeRetired = isUnasked(rotation) && chooseRetirer(rotation) !== null;
  const next = [canBeRetired ? dueAt(rotation, now) : null, typeof old?.expiresAt === "number" ? old.expiresAt : null];
  const ahead = next.filter((instant): instant is Instant => instant !== null && instant > now);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}

import type { Instant } from "../clock/instant.ts";
import { sameGeneration } from "../lane/generation.ts";
import type { CommandStatus } from "../vocabulary.ts";
import { holderOf } from "./prepare.ts";
import { type Rotation, type RotationTarget, targetsOf } from "./rotation.ts";
import { COMMAND_LIFE_MS, isOpen, statusAt } from "./target.ts";

/**
 * The status that time, its replica's going and coming, and what the replica reports give a target of a rotation.
 * A replica seen serving the candidate has adopted it, though its answer was lost.
 */
export function ageTarget(target: RotationTarget, rotation: Rotation, now: Instant): CommandStatus {
  const replica = rotation.fleet.find(({ id }) => id === target.replica);
  if (!replica) return isOpen(target.status) ? "gone" : target.status;
  const { candidate } = rotation;
  const isAdopt = target.phase === "adopt";
  const serves = candidate !== null && replica.serving !== null && sameGeneration(replica.serving, candidate);
  if (isAdopt && serves && (isOpen(target.status) || target.status === "gone")) return "succeeded";
  if (target.status === "gone") return statusWhenBack(target, rotation);
  const isHeld = isAdopt && rotation.paused;
  return statusAt(target, isHeld ? null : endOfLife(target, rotation), now);
}

/** What was handed on meanwhile stays with the other; everything else is sent again, and a replica acts once on it. */
function statusWhenBack(target: RotationTarget, rotation: Rotation): CommandStatus {
  const wasHandedOn =
    target.phase === "prepare"
      ? holderOf(rotation)?.replica !== target.replica
      : target.phase === "retire_old" && targetsOf(rotation, "retire_old").some((other) => isAskedAfter(other, target));
  if (!wasHandedOn) return "queued";
  return target.deliveredAt === null ? "superseded" : "timed_out";
}

const isAskedAfter = (other: RotationTarget, { queuedAt }: RotationTarget): boolean =>
  other.status !== "gone" || other.queuedAt > queuedAt;

/** A rotation's prepare has 15 minutes in all; a replica that joins later has as long from then. */
const endOfLife = ({ phase, queuedAt }: RotationTarget, { expiresAt }: Rotation): Instant =>
  phase === "prepare" ? expiresAt : Math.max(expiresAt, queuedAt + COMMAND_LIFE_MS);

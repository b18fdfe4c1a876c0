import type { Expiry, Instant } from "../clock/instant.ts";
import type { GenerationRef } from "../lane/fact.ts";
import type { CommandStatus, RotationPhase } from "../vocabulary.ts";

/** When the old generation shall die. */
export type RetireOld = "now" | "when_proven" | { after_s: number };

/** A rotation as far as it has come. */
export interface Rotation {
  phase: RotationPhase;
  paused: boolean;
  candidate: GenerationRef | null;
  /** What the present phase has reached. */
  status: CommandStatus;
  /** Statuses of the targets of the present phase. */
  targets: readonly CommandStatus[];
  adoptedAt: Instant | null;
  retireOld: RetireOld;
  /** Whether the lane can retire a generation by itself. */
  canRetire: boolean;
  /** Null where the rotation replaced none. */
  old: OldGeneration | null;
}

/** What is known of the generation that a rotation replaced. */
export interface OldGeneration {
  expiresAt: Expiry;
  dead: boolean;
  retired: "automatic" | "natural" | "manual" | null;
  /** Whether another lane still serves its fingerprint: then it is left alive. */
  isShared: boolean;
}

export type RotationStep =
  | { step: "wait"; until: Instant | null }
  /** Hand the candidate to every replica of the target set. */
  | { step: "adopt" }
  /** Every replica serves the new generation; the old one is still to die. */
  | { step: "overlap" }
  /** Ask one replica to retire the old generation and to prove that it is refused. */
  | { step: "retire_old" }
  | { step: "close"; closedAs: "proven" | "natural" | "attested" }
  | { step: "end"; status: Extract<CommandStatus, "failed" | "expired" | "cancelled"> };

const FINAL: ReadonlySet<CommandStatus> = new Set(["failed", "expired", "cancelled", "superseded"]);

/** The next step of a rotation. Pausing lets prepare finish and holds adopt until resume. */
export function nextStep(rotation: Rotation, now: Instant): RotationStep {
  const { status } = rotation;
  switch (rotation.phase) {
    case "prepare":
      if (FINAL.has(status)) return endedWith(status);
      if (status !== "succeeded" || !rotation.candidate || rotation.paused) return { step: "wait", until: null };
      return { step: "adopt" };
    case "adopt":
      if (status === "succeeded") return { step: "overlap" };
      return FINAL.has(status) ? endedWith(status) : { step: "wait", until: null };
    case "retire_old":
      return stepInOverlap(rotation, now);
  }
}

function endedWith(status: CommandStatus): RotationStep {
  return { step: "end", status: status === "expired" ? "expired" : status === "cancelled" ? "cancelled" : "failed" };
}

function stepInOverlap({ old, targets, retireOld, canRetire, adoptedAt }: Rotation, now: Instant): RotationStep {
  if (!old) return { step: "close", closedAs: "proven" };
  if (old.retired === "manual") return { step: "close", closedAs: "attested" };
  if (old.retired === "automatic" || old.dead || targets.includes("succeeded")) return { step: "close", closedAs: "proven" };
  const isPastEnd = typeof old.expiresAt === "number" && now >= old.expiresAt;
  if (old.retired === "natural" || isPastEnd) return { step: "close", closedAs: "natural" };
  const dueAt = typeof retireOld === "object" ? (adoptedAt ?? now) + retireOld.after_s * 1_000 : (adoptedAt ?? now);
  // A replica that is gone will not answer: another one is asked.
  const isUnasked = canRetire && !old.isShared && targets.every((status) => status === "gone");
  if (isUnasked && now >= dueAt) return { step: "retire_old" };
  const next = [isUnasked ? dueAt : null, typeof old.expiresAt === "number" ? old.expiresAt : null];
  const ahead = next.filter((instant): instant is Instant => instant !== null && instant > now);
  return { step: "wait", until: ahead.length > 0 ? Math.min(...ahead) : null };
}

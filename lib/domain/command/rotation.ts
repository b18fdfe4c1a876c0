import type { Expiry, Instant } from "../clock/instant.ts";
import type { GenerationRef } from "../lane/fact.ts";
import type { Capability, CommandStatus, RotationPhase } from "../vocabulary.ts";
import type { Target } from "./target.ts";

/** When the old generation shall die. */
export type RetireOld = "now" | "when_proven" | { after_s: number };

/** What one replica made of one phase of a rotation. */
export interface RotationTarget extends Target {
  replica: string;
  /** When that replica was first heard. */
  startedAt: Instant;
  /** As of a replica of the fleet. */
  workstation: boolean;
  phase: RotationPhase;
  /** Number of its prepare lease, null in other phases. */
  fence: number | null;
  /** The candidate that its answer named. */
  named: GenerationRef | null;
  /** Why it failed, as the replica said. */
  code: string | null;
}

/** A live replica that holds the lane. */
export interface FleetReplica {
  id: string;
  /** It reports under a workstation key, and services hold the lane or ever did. */
  workstation: boolean;
  serving: GenerationRef | null;
  capabilities: readonly Capability[];
}

/** How a generation was ended: by a hook, by its expiry, or by a person who says so. */
export type Retirement = "automatic" | "natural" | "manual";

/** What is known of the generation that a rotation replaced. */
export interface OldGeneration {
  generation: GenerationRef;
  expiresAt: Expiry;
  /** What a provider or a server said of its end. */
  verdict: "revoked" | "expired" | null;
  /** On this lane or on another one that knows its fingerprint. */
  retired: Retirement | null;
  /** Whether another lane still serves its fingerprint, or has it retired: then it is left to that one. */
  isShared: boolean;
}

/** A rotation as far as it has come. */
export interface Rotation {
  phase: RotationPhase;
  paused: boolean;
  candidate: GenerationRef | null;
  /** A verdict on it stands, doubted or not: nobody else is to adopt it, and it is no reason to end the old one. */
  isCandidateDead: boolean;
  /** Of all phases. */
  targets: readonly RotationTarget[];
  /** The one that reported last first. */
  fleet: readonly FleetReplica[];
  requestedAt: Instant;
  /** When the present phase is dropped if no replica took it up. */
  expiresAt: Instant;
  adoptedAt: Instant | null;
  retireOld: RetireOld;
  /** Null where the rotation replaced none. */
  old: OldGeneration | null;
}

export type RotationStep =
  | { step: "wait"; until: Instant | null }
  /** Give the preparing to a replica; `withdrawnFrom` never got it. */
  | { step: "prepare"; by: string; fence: number; withdrawnFrom: string | null }
  /** The candidate is ready, and a pause holds it. */
  | { step: "hold"; candidate: GenerationRef }
  /** Hand the candidate to every replica of the target set. */
  | { step: "adopt"; candidate: GenerationRef }
  /** Hand it also to replicas that came later. */
  | { step: "join"; replicas: readonly string[] }
  /** Every replica serves the new generation; the old one is still to die. */
  | { step: "overlap" }
  /** Ask one replica to retire the old generation and to prove that it is refused. */
  | { step: "retire_old"; by: string }
  | { step: "close"; closedAs: "proven" | "natural" | "attested" }
  | { step: "end"; status: Extract<CommandStatus, "failed" | "expired" | "cancelled">; code?: "candidate_dead" };

export const targetsOf = (rotation: Rotation, phase: RotationPhase): readonly RotationTarget[] =>
  rotation.targets.filter((target) => target.phase === phase);

import type { Condition, Control, Freshness } from "#lib/domain/vocabulary.ts";

/** What the timeline draws; the lane timeline of the API has this shape. Times are RFC 3339. */
export interface TimelineInput {
  generations: readonly TimelineGeneration[];
  leases: readonly TimelineLease[];
  transitions: readonly { at: string; health: Condition | null; control: Control; freshness: Freshness }[];
  degraded: readonly TimelineWindow[];
  /** When Lanekeeper itself was away. */
  absences: readonly { started_at: string; ended_at: string | null }[];
  deadlines: { warn_at: string | null; refuse_at: string | null; expires_at: string | null };
  entries: readonly TimelineFact[];
}

export interface TimelineWindow {
  started_at: string;
  ended_at: string | null;
  served: number;
  refused: number;
  closed_as: "never_out_of_service" | null;
}

/** Number and fingerprint: by the number alone two credentials may go. */
export const generationKey = ({ number, fingerprint }: Pick<TimelineGeneration, "number" | "fingerprint">): string =>
  `${number}-${fingerprint}`;

export interface TimelineGeneration {
  number: number;
  fingerprint: string;
  state: "serving" | "candidate" | "standby" | "expired" | "revoked" | "retired";
  issued_at: string | null;
  first_seen_at: string;
  /** A time, "never", or null where nobody knows. */
  expires_at: string | null;
  retired_at: string | null;
  revoked: { at: string } | null;
  expired: { at: string } | null;
}

export interface TimelineLease {
  replica: string;
  fingerprint: string;
  issued_at: string;
  expires_at: string | null;
  generation: number | null;
}

export interface TimelineFact {
  id: string;
  at: string;
  kind: string;
  source: "event" | "transition" | "action";
  summary: string;
  data: Record<string, unknown> | null;
}

import type { Instant } from "../clock/instant.ts";
import type { Desired } from "../lane/control.ts";
import { isPaused } from "../lane/control.ts";
import type { Finding } from "../lane/finding.ts";
import type { LaneView } from "../lane/view.ts";
import type { Condition, DegradedCause } from "../vocabulary.ts";
import { compareBeginnings, type DegradedWindow } from "./window.ts";

/** Why a lane cannot serve as promised now, and since when. */
export type Degradation = Omit<DegradedWindow, "endedAt">;

/** The lane as the ledger looks at it: conditions with their beginnings, and what replicas say of their gates. */
type Seen = Pick<LaneView, "findings" | "served" | "shut" | "ended">;

/** What began first of all that keeps the lane from serving: its credential, its operators, or a replica's own gate. */
export function degradationOf({ findings, served, shut, ended }: Seen, desired: Desired, now: Instant): Degradation | null {
  if (ended) return null;
  const generation = served?.number ?? null;
  const { containedAt, pausedAt } = desired;
  const all = [
    ...findings.flatMap(ofFinding),
    ...(containedAt === null ? [] : [{ startedAt: containedAt, cause: "contained" as const, generation }]),
    ...(pausedAt !== null && isPaused(desired, now) ? [{ startedAt: pausedAt, cause: "paused" as const, generation }] : []),
    ...(shut ? [{ startedAt: shut.since, cause: causeOf(shut.reason), generation: shut.generation ?? generation }] : []),
  ];
  return all.toSorted(compareBeginnings)[0] ?? null;
}

const CANNOT_SERVE: ReadonlySet<Condition> = new Set(["revoked", "expired", "not_loaded"]);

function ofFinding({ condition, since, generation }: Finding): Degradation[] {
  return CANNOT_SERVE.has(condition) && since !== null
    ? [{ startedAt: since, cause: condition as DegradedCause, generation }]
    : [];
}

const CAUSE_OF: Readonly<Record<string, DegradedCause>> = {
  credential_revoked: "revoked",
  credential_expired: "expired",
  preflight_refused: "not_loaded",
  store_unreachable: "not_loaded",
  lane_paused: "paused",
};

/** The cause that a replica's typed refusal stands for. */
export const causeOf = (reason: string | null): DegradedCause => CAUSE_OF[reason ?? ""] ?? "refused";

import { bumpControl } from "#lib/db/control.ts";
import { closeDegradedWindows, openDegradedWindows } from "#lib/db/degraded-windows.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { type JudgedLane, writeJudgedLanes } from "#lib/db/lane-writes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";
import { writeTransitions } from "#lib/db/transitions.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { TransitionCause } from "#lib/domain/vocabulary.ts";
import { applyAlerts } from "../alert/index.ts";
import { containLanes } from "../command/index.ts";
import { assessRecord } from "./assess-record.ts";

export interface Judged {
  record: LaneRecord;
  assessment: Assessment;
}

/**
 * Judges locked lanes and writes everything that follows in the caller's transaction: the judged row, transitions,
 * alerts, containment, degraded windows, and word to the live readers.
 * `eventIds` names the event that last touched a lane, where one did.
 */
export async function evaluateLanes(
  tx: Sql,
  records: readonly LaneRecord[],
  cause: TransitionCause,
  now: Date,
  eventIds: ReadonlyMap<string, string> = new Map(),
): Promise<Judged[]> {
  if (records.length === 0) return [];
  const judged = records.map((record) => ({ record, assessment: assessRecord(record, now) }));
  const changed = judged.filter(({ assessment }) => assessment.isTransition);
  await Promise.all([
    writeJudgedLanes(tx, judged.map(toJudgedLane), now),
    writeTransitions(
      tx,
      changed.map(({ record, assessment }) => ({
        laneId: record.id,
        cause,
        eventId: eventIds.get(record.id) ?? null,
        before: record.standing,
        after: assessment.standing,
      })),
      now,
    ),
  ]);
  // What a lane serves is part of what its operators decide on, so it moves the version they compare.
  for (const { record } of changed.filter(servesAnother)) await bumpControl(tx, record.id);
  await containLanes(tx, judged, now);
  await applyAlerts(tx, judged, now);
  await Promise.all([
    openDegradedWindows(tx, judged.flatMap(toOpenWindow)),
    closeDegradedWindows(
      tx,
      judged.filter(({ record, assessment }) => record.inDegradedWindow && !assessment.degraded).map(({ record }) => record.id),
      now,
    ),
    writeOutbox(
      tx,
      judged.map(({ record }) => ({ topic: "lane" as const, ref: record.id, serverId: record.serverId, version: now.getTime() })),
    ),
  ]);
  return judged;
}

function servesAnother({ record: { standing }, assessment }: Judged): boolean {
  const { served } = assessment.standing;
  return (
    standing?.served != null && (standing.served.number !== served?.number || standing.served.fingerprint !== served.fingerprint)
  );
}

function toJudgedLane({ record, assessment }: Judged): JudgedLane {
  const { standing, view } = assessment;
  return {
    id: record.id,
    health: standing.health,
    healthSince: date(standing.healthSince),
    freshness: standing.freshness,
    control: standing.control,
    served: standing.served,
    expiresAt: typeof view.expiresAt === "number" ? new Date(view.expiresAt) : null,
    nextDeadlineAt: nextWake(assessment),
    endedAt: date(view.endedAt),
    view: { standing, ...view },
  };
}

/** The clock wakes for the view's next deadline, and for the end of a pause. */
function nextWake({ view, desired }: Assessment): Date | null {
  const instants = [view.nextDeadlineAt, desired.pausedAt === null ? null : desired.pausedUntil].filter((at) => at !== null);
  return instants.length > 0 ? new Date(Math.min(...instants)) : null;
}

function toOpenWindow({ record, assessment: { degraded } }: Judged) {
  return degraded && !record.inDegradedWindow
    ? [{ laneId: record.id, generation: degraded.generation, startedAt: new Date(degraded.since), reason: degraded.reason }]
    : [];
}

const date = (instant: number | null): Date | null => (instant === null ? null : new Date(instant));

import { bumpControl, bumpServerControl } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { type JudgedLane, writeJudgedLanes } from "#lib/db/lane-writes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { lockServers } from "#lib/db/servers.ts";
import type { Sql } from "#lib/db/sql.ts";
import { writeTransitions } from "#lib/db/transitions.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { GenerationRef } from "#lib/domain/lane/fact.ts";
import type { TransitionCause } from "#lib/domain/vocabulary.ts";
import { applyAlerts, confirmService } from "../alert/index.ts";
import { askWitnesses, cancelForEnded, containLanes } from "../command/index.ts";
import type { Told } from "./assess-record.ts";
import { type Judged, judgeRecord } from "./judged.ts";
import { serversOf } from "./servers-of.ts";
import { withProbes } from "./with-probes.ts";
import { writeWindows } from "./write-windows.ts";

/**
 * Judges locked lanes and writes everything that follows in the caller's transaction: the judged row, transitions,
 * alerts, containment, degraded windows, and word to the live readers.
 * Lanes that are set aside stay as they were judged last.
 * `told` holds what events have just told of a lane, where any did.
 */
export async function evaluateLanes(
  tx: Sql,
  given: readonly LaneRecord[],
  cause: TransitionCause,
  now: Date,
  told: ReadonlyMap<string, Told> = new Map(),
): Promise<readonly Judged[]> {
  const records = given.filter(({ isSetAside }) => !isSetAside);
  if (records.length === 0) return [];
  const probed = await withProbes(tx, records);
  const judged = await confirmService(
    tx,
    probed.map((record) => judgeRecord(record, now, told.get(record.id))),
  );
  const changed = judged.filter(({ assessment }) => assessment.isTransition);
  await Promise.all([
    writeJudgedLanes(
      tx,
      judged.map((one) => toJudgedLane(one, now)),
      now,
    ),
    writeTransitions(
      tx,
      changed.map(({ record, assessment }) => ({
        laneId: record.id,
        cause,
        eventId: told.get(record.id)?.eventId ?? null,
        before: record.standing,
        after: storyOf(assessment),
      })),
      now,
    ),
  ]);
  // Versions of several servers may rise from here on: only theirs are locked, so that clocks with lanes of one server go on side by side.
  await lockServers(tx, serversOf(judged.filter(raisesVersion).map(({ record }) => record)));
  await raiseVersions(tx, judged);
  await containLanes(tx, judged, now);
  await askWitnesses(tx, judged, now);
  await cancelForEnded(tx, judged, now);
  await applyAlerts(tx, judged, now);
  await Promise.all([
    writeWindows(tx, judged, now),
    writeOutbox(
      tx,
      judged.map(({ record }) => ({ topic: "lane" as const, ref: record.id, serverId: record.serverId, version: now.getTime() })),
    ),
  ]);
  return judged;
}

/** Tells replicas of what their lanes serve, and shall follow, since. Only the former is what operators decide on, so only it moves the version they compare. */
async function raiseVersions(tx: Sql, judged: readonly Judged[]): Promise<void> {
  for (const one of judged.filter((other) => servesAnother(other) || followsAnother(other))) {
    const { id, serverId, controlVersion } = one.record;
    const raised = servesAnother(one) ? await bumpControl(tx, id) : controlVersion;
    if (!servesAnother(one)) await bumpServerControl(tx, serverId);
    await writeOutbox(tx, [{ topic: "control", ref: id, serverId, version: raised }]);
  }
}

const raisesVersion = (judged: Judged): boolean =>
  servesAnother(judged) ||
  followsAnother(judged) ||
  judged.assessment.contained !== null ||
  judged.assessment.containment.action === "probe_first";

function servesAnother({ record: { standing }, assessment }: Judged): boolean {
  return standing?.served != null && !isSame(standing.served, assessment.standing.served);
}

const followsAnother = ({ record: { standing, adoptable }, assessment }: Judged): boolean =>
  standing?.served != null && !isSame(adoptable, assessment.view.adoptable);

const isSame = (a: GenerationRef | null, b: GenerationRef | null): boolean =>
  a?.number === b?.number && a?.fingerprint === b?.fingerprint;

/** The standing that a transition tells of, with why it is not what it looked like. */
function storyOf({ standing, alerts }: Assessment) {
  const neverOut = alerts.resolve.some(({ resolution }) => resolution === "never_out_of_service");
  return neverOut ? { ...standing, remark: "never_out_of_service" } : standing;
}

function toJudgedLane({ record, assessment, entry }: Judged, now: Date): JudgedLane {
  const { standing, view, urgency } = assessment;
  return {
    id: record.id,
    health: standing.health,
    healthSince: date(standing.healthSince),
    freshness: standing.freshness,
    control: standing.control,
    served: standing.served,
    expiresAt: typeof view.expiresAt === "number" ? new Date(view.expiresAt) : null,
    nextDeadlineAt: nextWake(assessment, now),
    endedAt: date(view.endedAt),
    urgency,
    view: { standing, ledger: entry.ledger, ...view },
  };
}

/** A heartbeat tells of a clock that was put right, and judges nothing. */
const OFF_CLOCK_LOOK_MS = 60_000;

/** The clock wakes for the view's next deadline, for the end of a pause, for a probe's answer, for alerts that wait, and to see whether a clock was put right. */
function nextWake({ view, desired, containment, alerts }: Assessment, now: Date): Date | null {
  const answerBy = "answerBy" in containment ? containment.answerBy : null;
  const clockAgainAt = view.offClock.length > 0 ? now.getTime() + OFF_CLOCK_LOOK_MS : null;
  const ends = [desired.pausedAt === null ? null : desired.pausedUntil, answerBy, alerts.heldUntil, clockAgainAt];
  const instants = [view.nextDeadlineAt, ...ends].filter((at) => at !== null);
  return instants.length > 0 ? new Date(Math.min(...instants)) : null;
}

const date = (instant: number | null): Date | null => (instant === null ? null : new Date(instant));

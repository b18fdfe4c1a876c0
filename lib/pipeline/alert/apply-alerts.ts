import { writeActions } from "#lib/db/actions.ts";
import {
  type AlertToWrite,
  insertMissedAlerts,
  type MissedToWrite,
  openAlerts,
  resolveAlerts,
  type WrittenAlert,
} from "#lib/db/alerts.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";
import { describeAlert, describeResolution } from "#lib/domain/alert/describe.ts";
import type { WantedAlert } from "#lib/domain/alert/wanted.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { ActionName } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { rewordAlerts } from "./reword-alerts.ts";

interface Decided {
  record: LaneRecord;
  assessment: Assessment;
}

/** Opens and closes what the domain decided, each with its audit entry and word to the live readers. */
export async function applyAlerts(tx: Sql, decided: readonly Decided[], now: Date): Promise<void> {
  const opened = await openAlerts(tx, decided.flatMap(toOpen), now);
  const reworded = await rewordAlerts(tx, decided, now);
  const resolved = await resolveAlerts(
    tx,
    decided.flatMap(({ assessment }) => assessment.alerts.resolve),
    now,
  );
  const missed = await insertMissedAlerts(tx, decided.flatMap(toMissed));
  await writeActions(tx, SYSTEM, now, [
    ...opened.map((alert) => about(alert, "alert.opened", alert.summary)),
    ...reworded.map((alert) => about(alert, "alert.reworded", alert.summary)),
    ...resolved.map((alert) => about(alert, "alert.resolved", describeResolution(alert.resolution, alert.summary))),
    ...missed.map((alert) => about(alert, "alert.missed", describeResolution("missed_while_away", alert.summary))),
  ]);
  await writeOutbox(
    tx,
    [...opened, ...reworded, ...resolved, ...missed].map(({ id, version }) => ({
      topic: "alert" as const,
      ref: id,
      serverId: null,
      version,
    })),
  );
}

const about = ({ id, laneId, condition, severity, generation }: WrittenAlert, action: ActionName, summary: string) => ({
  action,
  laneId,
  correlationId: id,
  after: { condition, severity, generation },
  summary,
});

const toOpen = ({ record, assessment }: Decided): AlertToWrite[] =>
  assessment.alerts.open.map((alert) => ({ ...toWrite(record, alert), missed: alert.missed }));

const toMissed = ({ record, assessment }: Decided): MissedToWrite[] =>
  assessment.alerts.missed.map((alert) => ({ ...toWrite(record, alert), missed: true, endedAt: new Date(alert.endedAt) }));

const toWrite = ({ id: laneId, name }: LaneRecord, { condition, severity, generation, detail, since }: WantedAlert) => ({
  laneId,
  condition,
  severity,
  generation,
  summary: describeAlert(condition, name, detail),
  openedAt: since === null ? null : new Date(since),
});

import { writeActions } from "#lib/db/actions.ts";
import { type AlertToWrite, openAlerts, resolveAlerts } from "#lib/db/alerts.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";
import { describeAlert } from "#lib/domain/alert/describe.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";

interface Decided {
  record: LaneRecord;
  assessment: Assessment;
}

/** Opens and closes what the domain decided, each with its audit entry and word to the live readers. */
export async function applyAlerts(tx: Sql, decided: readonly Decided[], now: Date): Promise<void> {
  const opened = await openAlerts(tx, decided.flatMap(toOpen), now);
  const resolved = await resolveAlerts(
    tx,
    decided.flatMap(({ assessment }) => assessment.alerts.resolve.map(({ id }) => id)),
    now,
  );
  await writeActions(tx, SYSTEM, now, [
    ...opened.map((alert): Action => ({ ...about(alert), action: "alert.opened", summary: alert.summary })),
    ...resolved.map((alert): Action => ({ ...about(alert), action: "alert.resolved", summary: `Over: ${alert.summary}` })),
  ]);
  await writeOutbox(
    tx,
    [...opened, ...resolved].map(({ id, version }) => ({ topic: "alert" as const, ref: id, serverId: null, version })),
  );
}

const about = ({
  id,
  laneId,
  condition,
  severity,
  generation,
}: {
  id: string;
  laneId: string;
  condition: string;
  severity: string;
  generation: number | null;
}) => ({
  laneId,
  correlationId: id,
  after: { condition, severity, generation },
});

function toOpen({ record, assessment }: Decided): AlertToWrite[] {
  return assessment.alerts.open.map(({ condition, severity, generation, detail, since }) => ({
    laneId: record.id,
    condition,
    severity,
    generation,
    summary: describeAlert(condition, record.name, detail),
    openedAt: since === null ? null : new Date(since),
  }));
}

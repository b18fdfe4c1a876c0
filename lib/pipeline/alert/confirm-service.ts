import { findInterrupted } from "#lib/db/degraded-windows.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";

interface Decided {
  record: LaneRecord;
  assessment: Assessment;
}

/** Lets a lane count as never out of service only where no call was refused meanwhile: a credential issued in time may be loaded late. */
export async function confirmService<J extends Decided>(tx: Sql, judged: readonly J[]): Promise<readonly J[]> {
  const claims = judged.flatMap(({ record, assessment }) =>
    assessment.alerts.resolve
      .filter(({ resolution }) => resolution === "never_out_of_service")
      .map(({ openedAt }) => ({ laneId: record.id, since: new Date(openedAt) })),
  );
  if (claims.length === 0) return judged;
  const interrupted = await findInterrupted(tx, claims);
  return judged.map((lane) => (interrupted.has(lane.record.id) ? withdraw(lane) : lane));
}

function withdraw<J extends Decided>(lane: J): J {
  const { alerts } = lane.assessment;
  const resolve = alerts.resolve.map((alert) =>
    alert.resolution === "never_out_of_service" ? { ...alert, resolution: "over" as const } : alert,
  );
  return { ...lane, assessment: { ...lane.assessment, alerts: { ...alerts, resolve } } };
}

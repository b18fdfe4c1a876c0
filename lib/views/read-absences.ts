import type { AbsenceView } from "#lib/contract/absence.ts";
import { readOutages, readWatch } from "#lib/db/outages.ts";
import type { Sql } from "#lib/db/sql.ts";
import { uniteOutages } from "#lib/domain/outage/absence.ts";
import { outagesAt } from "#lib/domain/outage/watch.ts";
import { time, timeOf } from "./wire.ts";

/** When Lanekeeper itself was away within a range, newest first; the last one may last. */
export async function readAbsences(sql: Sql, from: Date, to: Date, now: Date): Promise<AbsenceView[]> {
  const [past, watch] = await Promise.all([readOutages(sql, from, to), readWatch(sql)]);
  const lasting = outagesAt(watch, now.getTime()).filter(
    ({ endedAt, startedAt }) => endedAt === null && startedAt <= to.getTime(),
  );
  return uniteOutages([...past, ...lasting]).map(({ startedAt, endedAt, parts }) => ({
    started_at: timeOf(startedAt),
    ended_at: time(endedAt),
    parts: [...parts],
  }));
}

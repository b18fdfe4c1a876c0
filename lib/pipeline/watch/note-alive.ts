import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import { insertOutage, noteBeat } from "#lib/db/outages.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { describeOutage } from "#lib/domain/outage/describe.ts";
import { AWAY_AFTER_MS, type Outage } from "#lib/domain/outage/outage.ts";
import type { OutagePart } from "#lib/domain/vocabulary.ts";

/**
 * Notes that a part of Lanekeeper works at `now`. Where it did not for longer than `awayAfterMs`, by whatever process, that time
 * is written down once as an outage, which is returned.
 */
export async function noteAlive(
  db: Database,
  part: OutagePart,
  now: Date,
  awayAfterMs = AWAY_AFTER_MS,
): Promise<(Outage & { endedAt: number }) | null> {
  return db.transaction(async (tx) => {
    const lastAt = await noteBeat(tx, part, now);
    if (lastAt === null || now.getTime() - lastAt <= awayAfterMs) return null;
    const outage = { part, startedAt: lastAt, endedAt: now.getTime() };
    await insertOutage(tx, outage);
    const times = { started_at: new Date(lastAt).toISOString(), ended_at: now.toISOString() };
    await writeActions(tx, SYSTEM, now, [
      { action: "lanekeeper.was_away", after: { part, ...times }, summary: describeOutage(outage) },
    ]);
    return outage;
  });
}

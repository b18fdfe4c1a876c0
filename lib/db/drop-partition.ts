import { SYSTEM } from "../domain/audit/actor.ts";
import { writeActions } from "./actions.ts";
import type { Database } from "./database.ts";
import type { DayPartition } from "./partitions.ts";

/**
 * Drops the events of a day, for good. Taking it out concurrently lets ingest and readers go on: it only waits for those that
 * began before. What an interrupted run left half way is brought to its end.
 */
export async function dropPartition(db: Database, { name, from, state }: DayPartition, now: Date): Promise<void> {
  if (state === "attached") await db.query(`ALTER TABLE event DETACH PARTITION ${name} CONCURRENTLY`);
  if (state === "leaving") await db.query(`ALTER TABLE event DETACH PARTITION ${name} FINALIZE`);
  await db.transaction(async (tx) => {
    await tx.query(`DROP TABLE ${name}`);
    const day = from.toISOString().slice(0, 10);
    await writeActions(tx, SYSTEM, now, [
      {
        action: "history.dropped",
        after: { day },
        summary: `The events of ${day} have reached the end of their time and were dropped`,
      },
    ]);
  });
}

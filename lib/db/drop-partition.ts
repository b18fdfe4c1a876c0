import type { Action } from "../domain/audit/action.ts";
import { SYSTEM } from "../domain/audit/actor.ts";
import { writeActions } from "./actions.ts";
import type { Database } from "./database.ts";
import type { History, Partition } from "./partitions.ts";

/**
 * Drops a partition of history, for good. Taking it out concurrently lets writers and readers go on: it only waits for those that
 * began before. What an interrupted run left half way is brought to its end.
 */
export async function dropPartition(db: Database, partition: Partition, now: Date): Promise<void> {
  const { of, name, state } = partition;
  if (state === "attached") await db.query(`ALTER TABLE ${of} DETACH PARTITION ${name} CONCURRENTLY`);
  if (state === "leaving") await db.query(`ALTER TABLE ${of} DETACH PARTITION ${name} FINALIZE`);
  await db.transaction(async (tx) => {
    await tx.query(`DROP TABLE ${name}`);
    await writeActions(tx, SYSTEM, now, [describeDropped(partition)]);
  });
}

const IN_WORDS: Record<History, string> = { event: "events", transition: "changes of view", action: "actions" };

function describeDropped({ of, from }: Partition): Action {
  const day = from.toISOString().slice(0, 10);
  const span = of === "event" ? { day } : { month: day.slice(0, 7) };
  return {
    action: "history.dropped",
    after: { ...span, of: IN_WORDS[of] },
    summary: `The ${IN_WORDS[of]} of ${span.day ?? span.month} have reached the end of their time and were dropped`,
  };
}

import type { Database } from "#lib/db/database.ts";
import { dropPartition } from "#lib/db/drop-partition.ts";
import { listPartitions, whileRetiringAlone } from "#lib/db/partitions.ts";
import { thinPartition } from "#lib/db/thin-partition.ts";
import { dropRestedGenerations } from "./drop-rested-generations.ts";

export interface Retention {
  /** Days that lifecycle events, changes and actions are kept. */
  historyDays: number;
  /** Days that usage is kept, no fewer than events are accepted for. */
  usageDays: number;
}

export interface Retired {
  /** Partitions. */
  dropped: number;
  thinned: number;
  /** Generations that nothing had named for as long as history is kept. */
  forgotten: number;
}

const DAY_MS = 24 * 3_600_000;
/** A partition's time is over once no process can still be writing what it has just accepted for it. */
const SETTLED_MS = 3_600_000;

/** What ends within a day ends at once. */
const startOfDay = (at: number): Date => new Date(Math.floor(at / DAY_MS) * DAY_MS);

/** Ends what has reached the end of its time, whole partitions at once, oldest first. Does nothing while another worker is at it. */
export async function retireHistory(db: Database, now: Date, { historyDays, usageDays }: Retention): Promise<Retired> {
  const retired = { dropped: 0, thinned: 0, forgotten: 0 };
  const isOver = (to: Date, days: number) => to.getTime() + days * DAY_MS + SETTLED_MS <= now.getTime();
  await whileRetiringAlone(db, async () => {
    for (const partition of await listPartitions(db)) {
      const { of, to, thinned, state } = partition;
      if (isOver(to, historyDays)) {
        await dropPartition(db, partition, now);
        retired.dropped += 1;
      } else if (of === "event" && isOver(to, usageDays) && !thinned && state === "attached") {
        await thinPartition(db, partition, now);
        retired.thinned += 1;
      }
    }
    retired.forgotten = await dropRestedGenerations(db, startOfDay(now.getTime() - historyDays * DAY_MS), now);
  });
  return retired;
}

import type { Database } from "#lib/db/database.ts";
import { dropPartition } from "#lib/db/drop-partition.ts";
import { listPartitions, whileRetiringAlone } from "#lib/db/partitions.ts";
import { thinPartition } from "#lib/db/thin-partition.ts";

export interface Retention {
  /** Days that lifecycle events, changes and actions are kept. */
  historyDays: number;
  /** Days that usage is kept, no fewer than events are accepted for. */
  usageDays: number;
}

export interface Retired {
  dropped: number;
  thinned: number;
}

const DAY_MS = 24 * 3_600_000;
/** A partition's time is over once no process can still be writing what it has just accepted for it. */
const SETTLED_MS = 3_600_000;

/** Ends what has reached the end of its time, whole partitions at once, oldest first. Does nothing while another worker is at it. */
export async function retireHistory(db: Database, now: Date, { historyDays, usageDays }: Retention): Promise<Retired> {
  const retired = { dropped: 0, thinned: 0 };
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
  });
  return retired;
}

import type { Database } from "#lib/db/database.ts";
import { dropPartition } from "#lib/db/drop-partition.ts";
import { listPartitions, whileRetiringAlone } from "#lib/db/partitions.ts";
import { thinPartition } from "#lib/db/thin-partition.ts";

export interface Retention {
  /** Days that lifecycle events are kept. */
  historyDays: number;
  /** Days that usage is kept, no fewer than events are accepted for. */
  usageDays: number;
}

export interface Retired {
  dropped: number;
  thinned: number;
}

const DAY_MS = 24 * 3_600_000;
/** A day is over once no process can still be writing what it has just accepted for it. */
const SETTLED_MS = 3_600_000;

/** Ends what has reached the end of its time, whole days at once, oldest first. Does nothing while another worker is at it. */
export async function retireHistory(db: Database, now: Date, { historyDays, usageDays }: Retention): Promise<Retired> {
  const retired = { dropped: 0, thinned: 0 };
  const isOver = (to: Date, days: number) => to.getTime() + days * DAY_MS + SETTLED_MS <= now.getTime();
  await whileRetiringAlone(db, async () => {
    for (const day of await listPartitions(db)) {
      if (isOver(day.to, historyDays)) {
        await dropPartition(db, day, now);
        retired.dropped += 1;
      } else if (isOver(day.to, usageDays) && !day.thinned && day.state === "attached") {
        await thinPartition(db, day, now);
        retired.thinned += 1;
      }
    }
  });
  return retired;
}

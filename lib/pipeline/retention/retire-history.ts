import type { Database } from "#lib/db/database.ts";
import { dropPartition } from "#lib/db/drop-partition.ts";
import { listPartitions, whileRetiringAlone } from "#lib/db/partitions.ts";
import { dropPastAlerts, dropPastCommands, dropPastOutages, dropPastWindows } from "#lib/db/past-rows.ts";
import { dropRested } from "#lib/db/resting-generations.ts";
import { thinPartition } from "#lib/db/thin-partition.ts";
import { dropInBatches, type PastRows } from "./drop-in-batches.ts";

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
  /** Rows that were over before a day that was dropped. */
  rows: number;
}

const DAY_MS = 24 * 3_600_000;
/** A partition's time is over once no process can still be writing what it has just accepted for it. */
const SETTLED_MS = 3_600_000;

/** What is over and goes with the events of its day; what is still open stays, whatever its age. */
const PAST_ROWS: readonly PastRows[] = [
  { of: "generations", drop: dropRested },
  { of: "commands", drop: dropPastCommands },
  { of: "alerts", drop: dropPastAlerts },
  { of: "degraded windows", drop: dropPastWindows },
  { of: "outages", drop: dropPastOutages },
];

/** Ends what has reached the end of its time, whole partitions at once, oldest first. Does nothing while another worker is at it. */
export async function retireHistory(db: Database, now: Date, { historyDays, usageDays }: Retention): Promise<Retired> {
  const retired = { dropped: 0, thinned: 0, rows: 0 };
  const isOver = (to: Date, days: number) => to.getTime() + days * DAY_MS + SETTLED_MS <= now.getTime();
  await whileRetiringAlone(db, async () => {
    let gone: Date | null = null;
    for (const partition of await listPartitions(db)) {
      const { of, to, thinned, state } = partition;
      if (isOver(to, historyDays)) {
        await dropPartition(db, partition, now);
        retired.dropped += 1;
        if (of === "event") gone = to;
      } else if (of === "event" && isOver(to, usageDays) && !thinned && state === "attached") {
        await thinPartition(db, partition, now);
        retired.thinned += 1;
      }
    }
    if (gone) for (const rows of PAST_ROWS) retired.rows += await dropInBatches(db, rows, gone, now);
  });
  return retired;
}

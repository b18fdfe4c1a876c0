import type { Database } from "#lib/db/database.ts";
import { type LaneRecord, readLaneRecords } from "#lib/db/lane-record.ts";
import { assessRecord } from "#lib/pipeline/evaluate/assess-record.ts";

interface HotRow {
  id: string;
  health: string | null;
  freshness: string;
  control: string;
  fingerprint: string | null;
  in_degraded_window: boolean;
}

/**
 * Returns a line for each lane that is not written down as it would be judged at `now`: its row, its alerts, its containment.
 * Lanes whose next deadline has passed are left out; the clock has yet to look at them.
 */
export async function checkStandings(db: Database, now: Date): Promise<string[]> {
  const rows = await db.query<HotRow>(
    `SELECT id, health, freshness, control, served_fingerprint AS fingerprint,
            EXISTS (SELECT 1 FROM degraded_window w WHERE w.lane_id = lane.id AND w.ended_at IS NULL) AS in_degraded_window
     FROM lane
     WHERE next_deadline_at IS NULL OR next_deadline_at > $1`,
    [now],
  );
  const faults: string[] = [];
  for (const row of rows) {
    const [record] = await readLaneRecords(db, [row.id]);
    if (record) faults.push(...standingFaults(record, row, now).map((fault) => `${record.name}: ${fault}`));
  }
  return faults;
}

function standingFaults(record: LaneRecord, row: HotRow, now: Date): string[] {
  const { standing, isTransition, alerts, contained, degraded } = assessRecord(record, now);
  const shown = [row.health, row.freshness, row.control, row.fingerprint].join();
  const judged = [standing.health, standing.freshness, standing.control, standing.served?.fingerprint ?? null].join();
  return [
    ...(shown === judged ? [] : [`shown as ${shown}, judged as ${judged}`]),
    ...(isTransition ? ["a transition is missing"] : []),
    ...(contained ? ["a containment is missing"] : []),
    ...alerts.open.map(({ condition }) => `an alert is missing: ${condition}`),
    ...alerts.resolve.map(({ condition }) => `an alert is over and still open: ${condition}`),
    ...((degraded !== null) === row.in_degraded_window ? [] : ["the degraded window is not as judged"]),
  ];
}

import type { Database } from "#lib/db/database.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import { evaluateLanes } from "#lib/pipeline/evaluate/index.ts";
import type { SeededLane } from "./seeded-lane.ts";

/** Writes the lanes as they are after their history, and lets the pipeline judge them: what it decides is real from here on. */
export async function finishLanes(db: Database, lanes: readonly SeededLane[], now: Date): Promise<void> {
  const ids = lanes.map(({ before }) => before.id);
  await db.transaction(async (tx) => {
    await tx.query(
      `WITH t AS (SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[]::jsonb[]) AS t(id, seq, standing)),
            head AS (UPDATE lane SET stream_seq = t.seq FROM t WHERE lane.id = t.id)
       UPDATE lane_profile p SET view = jsonb_build_object('standing', t.standing) FROM t WHERE p.lane_id = t.id`,
      [ids, lanes.map(({ streamSeq }) => streamSeq), lanes.map(({ record }) => JSON.stringify(record.standing))],
    );
    await writeStates(
      tx,
      lanes.map(({ before, record }) => ({ laneId: before.id, before: before.state, after: record.state })),
    );
    await evaluateLanes(tx, await readLaneRecords(tx, ids), "clock", now);
  });
}

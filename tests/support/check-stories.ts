import { isDeepStrictEqual } from "node:util";
import type { Database } from "#lib/db/database.ts";
import type { Standing } from "#lib/domain/assessment/assess.ts";

interface Change {
  lane_id: string;
  name: string;
  before: Standing | null;
  after: Standing;
}

/** Returns a line for each lane whose story has a gap, a number twice, or a transition that does not follow from the one before. */
export async function checkStories(db: Database): Promise<string[]> {
  return [...(await numberingFaults(db)), ...(await transitionFaults(db))];
}

async function numberingFaults(db: Database): Promise<string[]> {
  const rows = await db.query<{ stream_id: string; n: number; distinct_n: number; last: number }>(
    `SELECT stream_id, count(*) AS n, count(DISTINCT stream_seq) AS distinct_n, max(stream_seq) AS last FROM audit
     WHERE lane_id IS NOT NULL GROUP BY stream_id
     HAVING count(*) <> count(DISTINCT stream_seq) OR count(*) <> max(stream_seq) OR min(stream_seq) <> 1`,
  );
  return rows.map(
    ({ stream_id, n, distinct_n, last }) => `story ${stream_id}: ${n} entries, ${distinct_n} numbers, the last is ${last}`,
  );
}

async function transitionFaults(db: Database): Promise<string[]> {
  const changes = await db.query<Change>(
    "SELECT t.lane_id, l.name, t.before, t.after FROM transition t JOIN lane l ON l.id = t.lane_id ORDER BY t.lane_id, t.stream_seq",
  );
  const last = new Map<string, Standing>();
  return changes.flatMap(({ lane_id: lane, name, before, after }, at) => {
    const previous = told(last.get(lane) ?? null);
    last.set(lane, after);
    const faults = [
      ...(isDeepStrictEqual(told(before), previous)
        ? []
        : [
            `${name}: transition ${at} begins at ${JSON.stringify(told(before))}, the last one ended at ${JSON.stringify(previous)}`,
          ]),
      ...(isDeepStrictEqual(told(after), told(before)) ? [`${name}: transition ${at} changes nothing`] : []),
    ];
    return faults;
  });
}

/** What a story tells of a standing; the times within its conditions move on without being told, and a remark is of one transition. */
const told = (standing: Standing | null) =>
  standing && {
    health: standing.health,
    freshness: standing.freshness,
    control: standing.control,
    served: standing.served,
    findings: standing.findings.map(({ condition, certainty }) => [condition, certainty]),
  };

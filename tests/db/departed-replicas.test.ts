import { expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { explainEach } from "#tests/bench/support/explain/explain-each.ts";
import { type ExplainedStatement, inWords, stepsOf } from "#tests/bench/support/explain/plan.ts";
import { at, NIGHT, registerTestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const DEPARTED = 5_000;
const T0 = NIGHT;

/** One lane that one replica holds, and that thousands held before it, half of them without a goodbye. */
async function createOldLane(db: Database): Promise<string> {
  const server = await registerTestServer(db, "github-tools");
  const one = server.replica("web-1");
  const loaded = { generation: 1, fingerprint: "9f2c41d0a7b35e68", expires_at: "never" };
  await one.send(T0, one.event("credential.loaded", loaded, { at: T0 }));
  await db.query(
    `INSERT INTO replica (id, server_id, name, started_at, last_report_at, stopped_at, gone_at)
     SELECT gen_random_uuid(), $1, 'old-' || n, at, at, CASE WHEN n % 2 = 0 THEN at END, CASE WHEN n % 2 = 1 THEN at END
     FROM generate_series(1, $2) AS n CROSS JOIN LATERAL (SELECT $3::timestamptz - n * interval '1 minute' AS at) AS heard`,
    [server.id, DEPARTED, T0],
  );
  await db.query(
    `INSERT INTO lane_replica (lane_id, replica_id, state)
     SELECT b.lane_id, r.id, b.state FROM lane_replica b JOIN replica r ON r.id <> b.replica_id`,
  );
  await db.query("ANALYZE replica, lane_replica");
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane");
  return lane?.id ?? "";
}

it("a lane page reads few of the thousands that held its lane once", async () => {
  const db = await createTestDatabase();
  const laneId = await createOldLane(db);
  const statements: ExplainedStatement[] = [];
  const lane = await readLane(explainEach(db, { onStatement: (statement) => statements.push(statement) }), laneId, at(T0, 5));
  expect(lane?.replicas).toHaveLength(21);
  const scans = statements.filter(({ plan }) => [...stepsOf(plan)].some(({ node }) => readsAllReplicas(node)));
  expect(scans.map(inWords)).toEqual([]);
});

const readsAllReplicas = (node: ExplainedStatement["plan"]): boolean =>
  ["replica", "lane_replica"].includes(node["Relation Name"] ?? "") && (node["Actual Rows"] ?? node["Plan Rows"]) >= DEPARTED;

import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { one } from "#lib/db/sql.ts";
import { retireHistory } from "#lib/pipeline/retention/index.ts";
import { registerTestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);
/** Long before the end of what is kept. */
const LONG_AGO = daysAgo(500);

let db: Database;
let laneId: string;
let serverId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  const server = await registerTestServer(db, "github-tools");
  const now = new Date();
  const replica = server.replica("web-1");
  const loaded = { generation: 7, fingerprint: "7777777777777777", expires_at: "never" as const };
  await replica.send(now, replica.event("credential.loaded", loaded, { at: now }));
  ({ id: laneId, server: serverId } = await one<{ id: string; server: string }>(db, "SELECT id, server_id AS server FROM lane"));
});

interface Told {
  kind: string;
  status: string;
  finishedAt: Date | null;
  nextCheckAt?: Date;
  candidate?: number;
  closedAs?: string;
}

async function addCommand(reason: string, { kind, status, finishedAt, nextCheckAt, candidate, closedAs }: Told): Promise<string> {
  const { id } = await one<{ id: string }>(
    db,
    `WITH c AS (
       INSERT INTO command (lane_id, server_id, kind, status, reason, caller_kind, caller_id, caller_name, requested_at, finished_at, control_version,
                            next_check_at, candidate_number, closed_as)
       VALUES ($1, $2, $3, $4, $5, 'operator', 'ann', 'ann', $6, $7, 1, $8, $9, $10) RETURNING id
     ), t AS (INSERT INTO command_target (command_id, replica_id, status, queued_at) SELECT id, gen_random_uuid(), $4, $6 FROM c)
     SELECT id FROM c`,
    [laneId, serverId, kind, status, reason, LONG_AGO, finishedAt, nextCheckAt ?? null, candidate ?? null, closedAs ?? null],
  );
  return id;
}

const addAlert = (summary: string, state: string, resolvedAt: Date | null) =>
  db.query(
    `INSERT INTO alert (lane_id, condition, severity, generation, state, summary, opened_at, last_seen_at, resolved_at)
     VALUES ($1, 'revoked', 'critical', $2, $3, $4, $5, $5, $6)`,
    [laneId, state === "open" ? 1 : 2, state, summary, LONG_AGO, resolvedAt],
  );

const addWindow = (reason: string, endedAt: Date | null) =>
  db.query("INSERT INTO degraded_window (lane_id, started_at, ended_at, reason) VALUES ($1, $2, $3, $4)", [
    laneId,
    LONG_AGO,
    endedAt,
    reason,
  ]);

it("what is over goes with the history of its day, and what is open stays whatever its age", async () => {
  await addCommand("over", { kind: "refresh", status: "succeeded", finishedAt: LONG_AGO });
  await addCommand("closed rotation", { kind: "rotate", status: "succeeded", finishedAt: LONG_AGO, closedAs: "proven" });
  await addCommand("probe of a generation that nobody knows", {
    kind: "probe",
    status: "succeeded",
    finishedAt: LONG_AGO,
    candidate: 3,
  });
  await addCommand("over lately", { kind: "refresh", status: "succeeded", finishedAt: daysAgo(3) });
  await addCommand("not over", { kind: "pause", status: "queued", finishedAt: null });
  await addCommand("looked at again", { kind: "refresh", status: "timed_out", finishedAt: LONG_AGO, nextCheckAt: new Date() });
  await addCommand("rotation in overlap", { kind: "rotate", status: "succeeded", finishedAt: LONG_AGO });
  await addCommand("probe of what is served", { kind: "probe", status: "succeeded", finishedAt: LONG_AGO, candidate: 7 });
  const pause = await addCommand("holds the lane", { kind: "pause", status: "succeeded", finishedAt: LONG_AGO });
  await db.query("UPDATE lane_profile SET control_command_id = $1, paused_at = $2", [pause, LONG_AGO]);
  await addAlert("resolved", "resolved", LONG_AGO);
  await addAlert("open", "open", null);
  await addWindow("ended", LONG_AGO);
  await addWindow("not ended", null);
  await db.query("INSERT INTO outage (part, started_at, ended_at) VALUES ('clock', $1, $1), ('clock', now(), now())", [LONG_AGO]);

  await ensurePartitions(db, daysAgo(402), 0);
  expect(await retireHistory(db, new Date(), { historyDays: 400, usageDays: 35 })).toMatchObject({ rows: 6 });

  expect(await db.query("SELECT reason FROM command ORDER BY reason")).toEqual(
    ["holds the lane", "looked at again", "not over", "over lately", "probe of what is served", "rotation in overlap"].map(
      (reason) => ({
        reason,
      }),
    ),
  );
  expect(await one(db, "SELECT count(*) AS targets FROM command_target")).toEqual({ targets: 6 });
  expect(await db.query("SELECT summary FROM alert WHERE opened_at = $1", [LONG_AGO])).toEqual([{ summary: "open" }]);
  expect(await db.query("SELECT reason FROM degraded_window")).toEqual([{ reason: "not ended" }]);
  expect(await one(db, "SELECT count(*) AS outages FROM outage")).toEqual({ outages: 1 });
  const told = await db.query(
    "SELECT after ->> 'of' AS of, after -> 'count' AS count FROM action WHERE after ? 'count' ORDER BY id",
  );
  expect(told).toEqual([
    { of: "commands", count: 3 },
    { of: "alerts", count: 1 },
    { of: "degraded windows", count: 1 },
    { of: "outages", count: 1 },
  ]);
});

import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { findLaneId } from "#lib/db/lanes.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { one } from "#lib/db/sql.ts";
import { enterExpiry } from "#lib/pipeline/edit/index.ts";
import { type Retired, restRounds, retireHistory } from "#lib/pipeline/retention/index.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const HOUR_S = 3_600;
const HOURS = 60;
const DAY_MS = 86_400_000;
const hoursAgo = (hours: number): Date => at(NIGHT, -hours * HOUR_S);
const fingerprintOf = (number: number): string => number.toString(16).padStart(16, "0");
const loadedAs = (number: number) => ({ generation: number, fingerprint: fingerprintOf(number), expires_at: "never" as const });

let db: Database;
let server: TestServer;

/** A lane whose one replica has loaded a new generation every hour until now. */
async function rotateHourly(lane: string): Promise<{ id: string; replica: TestReplica }> {
  const replica = server.replica(`${lane}-1`);
  for (let number = 1; number <= HOURS; number += 1) {
    const then = hoursAgo(HOURS - number);
    await replica.send(then, replica.event("credential.loaded", loadedAs(number), { at: then, lane }));
  }
  const id = await findLaneId(db, server.id, lane);
  if (id === null) throw new Error(`${lane} was not made`);
  return { id, replica };
}

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
});

const letRest = (now = NIGHT) => restRounds(db)(now);

async function awakeNumbers(laneId: string): Promise<number[]> {
  const rows = await db.query<{ number: number }>(
    "SELECT number FROM generation WHERE lane_id = $1 AND resting_since IS NULL ORDER BY number",
    [laneId],
  );
  return rows.map(({ number }) => number);
}
const numbersFrom = (first: number) => Array.from({ length: HOURS - first + 1 }, (_, index) => first + index);
const readOpenAlerts = (laneId: string) =>
  db.query("SELECT condition FROM alert WHERE lane_id = $1 AND state = 'open'", [laneId]);

const revoke = (replica: TestReplica, lane: string, number: number, then: Date) =>
  replica.event(
    "credential.revoked",
    { generation: number, fingerprint: fingerprintOf(number), certainty: "confirmed" },
    { at: then, lane },
  );

describe("generations that nothing judges any more", () => {
  it("are not read with their lane again, which is as it was", async () => {
    const { id } = await rotateHourly("hourly");
    const before = await readLane(db, id, NIGHT);
    await letRest();
    expect(await awakeNumbers(id)).toEqual(numbersFrom(36));
    expect(await readLane(db, id, NIGHT)).toEqual(before);
    const { grants } = await one<{ grants: number }>(
      db,
      "SELECT count(*) AS grants FROM lane_replica b, jsonb_object_keys(b.state -> 'grants') WHERE b.lane_id = $1",
      [id],
    );
    expect(grants).toBeLessThanOrEqual(25);
    expect(await findViolations(db, NIGHT)).toEqual([]);
  });

  it("are read again when a late word names them, which is kept and opens no incident", async () => {
    const { id, replica } = await rotateHourly("told-late");
    await letRest();
    await replica.send(NIGHT, revoke(replica, "told-late", 5, hoursAgo(50)));
    expect(await awakeNumbers(id)).toEqual([5, ...numbersFrom(36)]);
    const lane = await readLane(db, id, NIGHT);
    expect(lane).toMatchObject({ health: "healthy", control: "active", generation: { number: HOURS } });
    expect(await readOpenAlerts(id)).toEqual([]);
    expect(await findViolations(db, NIGHT)).toEqual([]);
    await letRest();
    expect(await awakeNumbers(id)).toEqual(numbersFrom(36));
  });

  it("are as dead as they were where a replica takes one up again", async () => {
    const { id, replica } = await rotateHourly("taken-up-again");
    await replica.send(NIGHT, revoke(replica, "taken-up-again", 5, hoursAgo(50)));
    await letRest();
    expect(await awakeNumbers(id)).not.toContain(5);
    await replica.send(NIGHT, replica.event("credential.loaded", loadedAs(5), { at: NIGHT, lane: "taken-up-again" }));
    expect(await readLane(db, id, NIGHT)).toMatchObject({ health: "revoked", control: "contained", generation: { number: 5 } });
    expect(await awakeNumbers(id)).toContain(5);
    expect(await findViolations(db, NIGHT)).toEqual([]);
  });

  it("stay awake while an alert or a rotation that is open names them, and can be spoken of by an operator", async () => {
    const { id } = await rotateHourly("named");
    await db.query(
      `INSERT INTO alert (lane_id, condition, severity, generation, state, summary, opened_at, last_seen_at)
       VALUES ($1, 'revoked', 'critical', 2, 'open', 'still open', $2, $2)`,
      [id, hoursAgo(59)],
    );
    await db.query(
      `INSERT INTO command (lane_id, server_id, kind, status, reason, caller_kind, caller_id, caller_name, requested_at, finished_at, control_version,
                            candidate_number, previous_number)
       VALUES ($1, $2, 'rotate', 'succeeded', 'waits for a word', 'operator', 'ann', 'ann', $3, $3, 1, 4, 3)`,
      [id, server.id, hoursAgo(56)],
    );
    await letRest();
    expect(await awakeNumbers(id)).toEqual([2, 3, 4, ...numbersFrom(36)]);
    const entry = { laneId: id, number: 10, expiresAt: NIGHT.getTime() + DAY_MS, reason: null };
    await enterExpiry({ ctx: operatorOf(db, NIGHT), ...entry });
    expect(await awakeNumbers(id)).toContain(10);
  });
});

describe("generations that have been at rest for as long as history is kept", () => {
  /** Ends a day of history, and what was over before its end. */
  async function endADay(): Promise<Retired> {
    await ensurePartitions(db, new Date(Date.now() - 402 * DAY_MS), 0);
    return retireHistory(db, new Date(), { historyDays: 400, usageDays: 35 });
  }

  it("are dropped, which the audit tells, and what is told of one then is news of the dead", async () => {
    const { id, replica } = await rotateHourly("forgotten");
    await letRest();
    await endADay();
    expect(await awakeNumbers(id)).toEqual(numbersFrom(36));
    const readAll = () => db.query("SELECT 1 FROM generation WHERE lane_id = $1", [id]);
    expect(await readAll()).toHaveLength(HOURS);

    const long = new Date(Date.now() - 403 * DAY_MS);
    await db.query("UPDATE generation SET resting_since = $2 WHERE lane_id = $1 AND resting_since IS NOT NULL", [id, long]);
    expect(await endADay()).toMatchObject({ rows: 35 });
    expect(await readAll()).toHaveLength(HOURS - 35);
    const told = await db.query("SELECT after ->> 'count' AS count FROM action WHERE after ->> 'of' = 'generations'");
    expect(told).toEqual([{ count: "35" }]);

    await replica.send(NIGHT, revoke(replica, "forgotten", 5, hoursAgo(50)));
    expect(await readLane(db, id, NIGHT)).toMatchObject({ health: "healthy", generation: { number: HOURS } });
    expect(await readOpenAlerts(id)).toEqual([]);
  });
});

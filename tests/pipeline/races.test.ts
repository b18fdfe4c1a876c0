import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { resolveAlerts } from "#lib/db/alerts.ts";
import type { Database } from "#lib/db/database.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { acknowledgeAlert } from "#lib/pipeline/alert/index.ts";
import { acknowledgeCommand, deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
const ROUNDS = 12;
const OLD = { generation: 3, fingerprint: "1111111111111111" };

let db: Database;
beforeAll(async () => {
  db = await createTestDatabase();
});

const loaded = (expiresInS = 86_400) => ({ ...OLD, issued_at: T0.toISOString(), expires_at: at(T0, expiresInS).toISOString() });
const laneIdOf = async (server: TestServer, name = "github-prod"): Promise<string> => {
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1 AND name = $2", [server.id, name]);
  if (!lane) throw new Error(`there is no lane ${name}`);
  return lane.id;
};

/** Does the same several times over, since a race that is lost once in five goes unseen in one. */
async function repeatedly(work: (round: number) => Promise<unknown>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) await work(round);
}

describe("writers at the same moment", () => {
  it("replicas that start together do not wait for each other in a circle", async () => {
    await repeatedly(async (round) => {
      const server = await registerTestServer(db, `starts-${round}`);
      const starting = ["a", "b", "c", "d"].map((name) => {
        const replica = server.replica(name);
        return replica.send(
          T0,
          replica.event("server.started", { heartbeat_s: 30 }, { at: T0 }),
          replica.event("credential.loaded", loaded(), { at: T0 }),
        );
      });
      expect((await Promise.all(starting)).map(({ accepted }) => accepted)).toEqual([2, 2, 2, 2]);
    });
  });

  it("a replica may report its store and acknowledge a command together", async () => {
    const server = await registerTestServer(db, "store-and-ack");
    const replica = server.replica("web-1");
    await replica.send(T0, replica.event("credential.loaded", loaded(), { at: T0 }));
    const laneId = await laneIdOf(server);
    await repeatedly(async (round) => {
      const now = at(T0, round + 1);
      const request = { kind: "pause" as const, reason: "race" };
      const commandId = await requestCommand({ ctx: operatorOf(db, now), laneId, request, idempotencyKey: null });
      const store = { version: `v${round}`, fingerprint: OLD.fingerprint };
      const beat = replica.event("server.heartbeat", { lanes: [{ lane: "github-prod", store }] }, { at: now });
      await Promise.all([
        replica.send(now, beat, replica.event("credential.loaded", loaded(), { at: now })),
        acknowledgeCommand({ ctx: server.ctx(now), commandId, ack: { replica: "web-1", status: "succeeded" } }),
      ]);
    });
  });

  it("two clocks judge lanes of several servers side by side", async () => {
    const servers = await Promise.all(Array.from({ length: 6 }, (_, index) => registerTestServer(db, `clocks-${index}`)));
    for (const server of servers) {
      const replica = server.replica("web-1");
      const events = ["l1", "l2", "l3", "l4"].map((lane) => replica.event("credential.loaded", loaded(60), { at: T0, lane }));
      await replica.send(T0, ...events);
      for (const lane of ["l1", "l2", "l3", "l4"]) {
        const request = { kind: "pause" as const, reason: "race", until: at(T0, 30).toISOString() };
        await requestCommand({ ctx: operatorOf(db, T0), laneId: await laneIdOf(server, lane), request, idempotencyKey: null });
      }
    }
    const beats = Array.from({ length: 8 }, () => judgeDueLanes(db, at(T0, 31), 3));
    expect((await Promise.all(beats)).reduce((sum, judged) => sum + judged, 0)).toBeGreaterThan(0);
  });

  it("an alert is acknowledged while its condition ends", async () => {
    const server = await registerTestServer(db, "alerts");
    const replica = server.replica("web-1");
    const failing = { ...OLD, permanent: true, attempt: 1 };
    await replica.send(T0, replica.event("credential.loaded", loaded(), { at: T0 }));
    const laneId = await laneIdOf(server);
    await replica.send(at(T0, 1), replica.event("credential.refresh_failed", failing, { at: at(T0, 1) }));
    const [alert] = await db.query<{ id: string }>("SELECT id FROM alert WHERE lane_id = $1 AND state = 'open'", [laneId]);
    const alertId = alert?.id ?? "";
    const acknowledged = await db.transaction(async (tx) => {
      await lockLanes(tx, [laneId]);
      const waiting = acknowledgeAlert({ ctx: operatorOf(db, at(T0, 2)), alertId, comment: null }).catch(refused);
      await untilSomebodyWaits();
      await resolveAlerts(tx, [{ id: alertId, resolution: "over" }], at(T0, 2));
      return { waiting };
    });
    expect(await acknowledged.waiting).toBeNull();
  });

  it("one of two equal acknowledgements counts, and is written once", async () => {
    const server = await registerTestServer(db, "acks");
    const replica = server.replica("web-1");
    await replica.send(T0, replica.event("credential.loaded", loaded(), { at: T0 }));
    const request = { kind: "pause" as const, reason: "race" };
    const laneId = await laneIdOf(server);
    const commandId = await requestCommand({ ctx: operatorOf(db, T0), laneId, request, idempotencyKey: null });
    const ack = { replica: "web-1", status: "succeeded" as const };
    await Promise.all(Array.from({ length: 4 }, () => acknowledgeCommand({ ctx: server.ctx(at(T0, 1)), commandId, ack })));
    const written = await db.query("SELECT summary FROM action WHERE correlation_id = $1 ORDER BY id", [commandId]);
    expect(written.map((row) => (row as { summary: string }).summary)).toEqual([
      "Pause github-prod requested",
      "web-1: pause succeeded",
      "pause of github-prod: succeeded",
    ]);
  });
});

async function untilSomebodyWaits(): Promise<void> {
  const waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while ((await db.query(waits)).length === 0) await sleep(10);
}

describe("operators and replicas at random", () => {
  it("leave one desired state that every replica confirms, and at most one open command of a kind", async () => {
    const server = await registerTestServer(db, "random");
    const names = ["web-1", "web-2", "web-3", "web-4"];
    for (const name of names) {
      const replica = server.replica(name);
      await replica.send(T0, replica.event("credential.loaded", loaded(), { at: T0 }));
    }
    const laneId = await laneIdOf(server);
    const now = at(T0, 1);
    const order = (kind: "pause" | "resume" | "rotate") =>
      requestCommand({ ctx: operatorOf(db, now), laneId, request: { kind, reason: "race" }, idempotencyKey: null }).catch(
        refused,
      );
    const obey = (name: string) => obeyAll(server, name, now);
    const operators = Array.from({ length: 8 }, async (_, seat) => {
      for (let turn = 0; turn < 6; turn += 1) await order((["pause", "resume", "rotate"] as const)[(seat + turn) % 3] ?? "pause");
    });
    const replicas = names.map(async (name) => {
      for (let turn = 0; turn < 10; turn += 1) await obey(name);
    });
    await Promise.all([...operators, ...replicas, sweepCommands(db, now), sweepCommands(db, now)]);

    const last = await order("pause");
    for (let turn = 0; turn < 4; turn += 1) for (const name of names) await obey(name);
    const [lane] = await db.query(
      `SELECT l.control, p.control_command_id = $2 AS "isLast",
              (SELECT count(*) FROM lane_replica b WHERE b.lane_id = l.id AND b.confirmed_control_version >= c.control_version) AS confirmed
       FROM lane l JOIN lane_profile p ON p.lane_id = l.id JOIN command c ON c.id = p.control_command_id WHERE l.id = $1`,
      [laneId, last],
    );
    expect(lane).toEqual({ control: "paused", isLast: true, confirmed: 4 });
    const open = await db.query(
      "SELECT kind, count(*) AS n FROM command WHERE lane_id = $1 AND finished_at IS NULL GROUP BY kind HAVING count(*) > 1",
      [laneId],
    );
    expect(open).toEqual([]);
    const ends = await db.query(
      "SELECT correlation_id FROM action WHERE lane_id = $1 AND action = 'command.finished' GROUP BY 1 HAVING count(*) > 1",
      [laneId],
    );
    expect(ends).toEqual([]);
  });
});

/** A refusal is an answer; anything else, such as a deadlock, is not. */
function refused(error: Error & { code?: string }): null {
  if (error.code !== "conflict" && error.code !== "preflight_refused") throw error;
  return null;
}

/** Does what a replica does with what it is told: at random slow, and sometimes twice. */
async function obeyAll(server: TestServer, replica: string, now: Date): Promise<void> {
  const ctx = server.ctx(now);
  const { desired, commands } = await deliverCommands({ ctx, replica });
  const wanted = desired.lanes.flatMap(({ command }) => (command ? [{ id: command, phase: null }] : []));
  const generation = { number: 4, fingerprint: "2222222222222222" };
  for (const { id, phase } of [...wanted, ...commands]) {
    const ack = { replica, status: "succeeded" as const, phase, ...(phase === "prepare" ? { generation } : {}) };
    const twice = Math.random() < 0.3 ? [ack, ack] : [ack];
    await Promise.all(twice.map((said) => acknowledgeCommand({ ctx, commandId: id, ack: said })));
  }
}

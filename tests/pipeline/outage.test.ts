import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { noteGoneReplicas } from "#lib/db/departed-replicas.ts";
import { acknowledgeAlert } from "#lib/pipeline/alert/index.ts";
import { requestCommand } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { noteAlive } from "#lib/pipeline/watch/index.ts";
import { listAlerts } from "#lib/views/list-alerts.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { readTimeline } from "#lib/views/read-timeline.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
const GONE = at(T0, 60);
const BACK = at(T0, 2_400);
let db: Database;
let server: TestServer;
let one: TestReplica;
let tests = 0;

const generation = (number: number, issued: number, expires: number | null) => ({
  generation: number,
  fingerprint: String(number).repeat(16),
  issued_at: at(T0, issued).toISOString(),
  expires_at: expires === null ? ("never" as const) : at(T0, expires).toISOString(),
});
const verdict = (number: number) => ({
  generation: number,
  fingerprint: String(number).repeat(16),
  certainty: "confirmed" as const,
});

/** Lanekeeper as a whole works until the second minute, and again from the fortieth. */
async function away(back = BACK): Promise<void> {
  await noteAlive(db, "reception", GONE);
  await noteAlive(db, "clock", GONE);
  await noteAlive(db, "clock", back);
  await noteAlive(db, "reception", back);
}

/** One beat of the clock, of a Lanekeeper that has worked since it came back. */
async function judge(now: Date): Promise<void> {
  await db.query("UPDATE beat SET at = $1 WHERE at < $1", [now]);
  await judgeDueLanes(db, now);
}

const laneId = async () => (await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]))[0]?.id ?? "";
async function alerts() {
  const { items } = await listAlerts(db, { limit: 20, state: "all", lane: await laneId() }, T0);
  return items
    .map(({ condition, state, resolution, missed_while_away: missed }) => ({ condition, state, resolution, missed }))
    .toSorted((a, b) => a.condition.localeCompare(b.condition));
}
const said = async (action: string) =>
  (
    await db.query<{ summary: string }>("SELECT summary FROM action WHERE action = $1 AND lane_id = $2", [action, await laneId()])
  ).map(({ summary }) => summary);

beforeAll(async () => {
  db = await createTestDatabase();
});

beforeEach(async () => {
  tests += 1;
  await db.query("DELETE FROM beat");
  await db.query("DELETE FROM outage");
  server = await registerTestServer(db, `server-${tests}`);
  one = server.replica("web-1");
});

describe("Lanekeeper's own absence", () => {
  it("is written down once, by whoever works again first, and audited", async () => {
    await noteAlive(db, "clock", GONE);
    expect(await noteAlive(db, "clock", at(GONE, 15))).toBeNull();
    const [first, second] = await Promise.all([noteAlive(db, "clock", BACK), noteAlive(db, "clock", BACK)]);
    expect([first, second].filter((outage) => outage !== null)).toEqual([
      { part: "clock", startedAt: at(GONE, 15).getTime(), endedAt: BACK.getTime() },
    ]);
    expect(
      await db.query(
        "SELECT actor_name, summary FROM action WHERE action = 'lanekeeper.was_away' AND after ->> 'part' = 'clock'",
      ),
    ).toEqual([{ actor_name: "lanekeeper", summary: "Lanekeeper's clock stood still for 39 min" }]);
  });

  it("is bounded as a test or an operator asks", async () => {
    await noteAlive(db, "clock", GONE);
    expect(await noteAlive(db, "clock", at(GONE, 2), 1_000)).toMatchObject({ startedAt: GONE.getTime() });
  });
});

describe("after it", () => {
  it("a server is not silent until its timer, started again, has run out", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, null), { at: T0 }));
    await away();
    await judge(at(BACK, 1));
    expect(await readLane(db, await laneId(), at(BACK, 1))).toMatchObject({ freshness: "live" });
    expect(await alerts()).toEqual([]);
    await judge(at(BACK, 209));
    expect(await alerts()).toEqual([]);
    await judge(at(BACK, 211));
    expect(await alerts()).toEqual([{ condition: "silent", state: "open", resolution: null, missed: false }]);
  });

  it("orders are for every replica that may only have had nobody to report to", async () => {
    const gone = server.replica("web-2");
    await gone.send(at(T0, -600), gone.event("credential.loaded", generation(3, 0, null), { at: at(T0, -600) }));
    await one.send(T0, one.event("credential.loaded", generation(3, 0, null), { at: T0 }));
    const targetsAt = async (now: Date, kind: "pause" | "resume") => {
      const request = { kind, reason: "the lane is looked after" };
      const id = await requestCommand({ ctx: operatorOf(db, now), laneId: await laneId(), request, idempotencyKey: null });
      return db.query("SELECT name FROM command_target t JOIN replica r ON r.id = t.replica_id WHERE t.command_id = $1", [id]);
    };
    await noteAlive(db, "reception", GONE);
    // Back, and nobody has written down yet how long it was away.
    expect(await targetsAt(BACK, "pause")).toEqual([{ name: "web-1" }]);
    await noteAlive(db, "reception", BACK);
    expect(await targetsAt(at(BACK, 209), "resume")).toEqual([{ name: "web-1" }]);
    expect(await targetsAt(at(BACK, 211), "pause")).toEqual([]);
  });

  it("nobody is taken for gone because another came back first, written down or not", async () => {
    const later = server.replica("web-2");
    const loadedAt = (replica: TestReplica, when: Date) =>
      replica.send(when, replica.event("credential.loaded", generation(3, 0, null), { at: when }));
    await loadedAt(one, T0);
    await loadedAt(later, T0);
    await noteAlive(db, "reception", GONE);
    await loadedAt(one, BACK);
    expect(await noteGoneReplicas(db, BACK)).toBe(0);
    await noteAlive(db, "reception", BACK);
    expect(await noteGoneReplicas(db, at(BACK, 10))).toBe(0);
    await noteAlive(db, "reception", at(BACK, 601));
    await db.query("DELETE FROM outage WHERE started_at >= $1", [BACK]);
    expect(await noteGoneReplicas(db, at(BACK, 601))).toBeGreaterThan(0);
  });

  it("a server that was silent before stays so", async () => {
    await one.send(at(T0, -600), one.event("credential.loaded", generation(3, 0, null), { at: at(T0, -600) }));
    await judgeDueLanes(db, T0);
    await away();
    await judge(at(BACK, 1));
    expect(await alerts()).toEqual([{ condition: "silent", state: "open", resolution: null, missed: false }]);
  });

  it("nothing is judged silent while nobody has written the absence down", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, null), { at: T0 }));
    await noteAlive(db, "reception", GONE);
    await judgeDueLanes(db, at(GONE, 1_800));
    expect(await alerts()).toEqual([]);
  });

  it("an expiry that the backlog ends pages nobody, and is recorded as missed", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, 600), { at: T0 }));
    await away();
    await judge(at(BACK, 1));
    expect(await readLane(db, await laneId(), at(BACK, 1))).toMatchObject({ health: "expired" });
    expect(await alerts()).toEqual([]);
    await one.send(at(BACK, 20), one.event("credential.loaded", generation(4, 900, null), { at: at(T0, 900) }));
    expect(await alerts()).toEqual([{ condition: "expired", state: "resolved", resolution: "missed_while_away", missed: true }]);
    expect(await said("alert.missed")).toEqual([
      expect.stringMatching(/^Missed while Lanekeeper was away: Credential expired on github-prod/),
    ]);
    expect(await said("alert.opened")).toEqual([]);
  });

  it("one that no backlog ends pages two minutes later", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, 600), { at: T0 }));
    await away();
    await judge(at(BACK, 1));
    await judge(at(BACK, 119));
    expect(await alerts()).toEqual([]);
    await judge(at(BACK, 121));
    expect(await alerts()).toMatchObject([{ condition: "expired", state: "open", missed: false }]);
  });

  it("a failure that one backlog tells from beginning to end is recorded, not paged", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, null), { at: T0 }));
    await away();
    await one.send(
      at(BACK, 5),
      one.event("credential.refresh_failed", { ...verdict(3), permanent: true }, { at: at(T0, 300) }),
      one.event("credential.refreshed", { generation: 3, fingerprint: verdict(3).fingerprint }, { at: at(T0, 500) }),
    );
    expect(await alerts()).toEqual([
      { condition: "refresh_failing", state: "resolved", resolution: "missed_while_away", missed: true },
    ]);
    const { items } = await listAlerts(db, { limit: 20, state: "all", lane: await laneId() }, T0);
    expect(items).toMatchObject([{ opened_at: at(T0, 300).toISOString(), resolved_at: at(T0, 500).toISOString() }]);
  });

  it("a revocation is paged although it was over before anybody heard, and waits for a human", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, null), { at: T0 }));
    await away();
    await one.send(
      at(BACK, 5),
      one.event("credential.revoked", verdict(3), { at: at(T0, 300) }),
      one.event("credential.loaded", generation(4, 400, null), { at: at(T0, 400) }),
    );
    expect(await alerts()).toEqual([{ condition: "revoked", state: "open", resolution: null, missed: true }]);
    await one.send(at(BACK, 300), one.event("call.completed", { generation: 4, route: { tool: "t" } }, { at: at(BACK, 300) }));
    expect(await alerts()).toMatchObject([{ condition: "revoked", state: "open" }]);
    const [alert] = await db.query<{ id: string }>("SELECT id FROM alert WHERE lane_id = $1", [await laneId()]);
    await acknowledgeAlert({ ctx: operatorOf(db, at(BACK, 310)), alertId: alert?.id ?? "", comment: null });
    await judge(at(BACK, 310));
    expect(await alerts()).toEqual([{ condition: "revoked", state: "resolved", resolution: "missed_while_away", missed: true }]);
  });

  it("a standing revocation pages at once", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, null), { at: T0 }));
    await away();
    await one.send(at(BACK, 5), one.event("credential.revoked", verdict(3), { at: at(T0, 300) }));
    expect(await alerts()).toMatchObject([{ condition: "revoked", state: "open", missed: false }]);
  });

  it("what fails now, on a lane heard of since, pages at once", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, null), { at: T0 }));
    await away();
    await one.send(at(BACK, 5), one.event("credential.refresh_failed", { ...verdict(3), permanent: true }, { at: at(BACK, 5) }));
    expect(await alerts()).toMatchObject([{ condition: "refresh_failing", state: "open" }]);
  });

  it("where only the clock stood still, nothing waits: every report was heard", async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, 600), { at: T0 }));
    await noteAlive(db, "clock", GONE);
    await noteAlive(db, "clock", BACK);
    await one.send(at(BACK, -5), one.event("server.heartbeat", {}, { at: at(BACK, -5) }));
    await judge(at(BACK, 1));
    expect(await alerts()).toMatchObject([{ condition: "expired", state: "open" }]);
  });
});

describe("a generation that is reported late", () => {
  const expire = async () => {
    await one.send(T0, one.event("credential.loaded", generation(3, 0, 600), { at: T0 }));
    await one.send(at(T0, 599), one.event("server.heartbeat", {}, { at: at(T0, 599) }));
    await judgeDueLanes(db, at(T0, 601));
    expect(await alerts()).toMatchObject([{ condition: "expired", state: "open" }]);
  };

  const stillHere = () => one.event("server.heartbeat", {}, { at: at(T0, 700) });

  it("closes the alert, its window and its transition as never out of service, where it was issued in time", async () => {
    await expire();
    await one.send(at(T0, 700), one.event("credential.loaded", generation(4, 590, null), { at: at(T0, 595) }), stillHere());
    expect(await alerts()).toEqual([
      { condition: "expired", state: "resolved", resolution: "never_out_of_service", missed: false },
    ]);
    expect(await said("alert.resolved")).toEqual([expect.stringMatching(/^Was never out of service: Credential expired/)]);
    expect(await readLane(db, await laneId(), at(T0, 700))).toMatchObject({
      health: "healthy",
      degraded: [{ reason: "expired", closed_as: "never_out_of_service", refused: 0 }],
    });
    const timeline = await readTimeline(db, await laneId(), { limit: 50 }, at(T0, 700));
    expect(timeline?.entries.map(({ summary }) => summary)).toContainEqual(expect.stringMatching(/was never out of service$/));
  });

  it("closes it as over, where it was issued too late", async () => {
    await expire();
    await one.send(at(T0, 700), one.event("credential.loaded", generation(4, 610, null), { at: at(T0, 610) }), stillHere());
    expect(await alerts()).toMatchObject([{ state: "resolved", resolution: "over" }]);
  });

  it("and as over, where calls were refused before it was loaded", async () => {
    await expire();
    await one.send(
      at(T0, 700),
      one.event("call.refused", { code: "credential_expired", count: 2 }, { at: at(T0, 620) }),
      one.event("credential.loaded", generation(4, 590, null), { at: at(T0, 690) }),
    );
    expect(await alerts()).toMatchObject([{ state: "resolved", resolution: "over" }]);
    expect(await readLane(db, await laneId(), at(T0, 700))).toMatchObject({
      degraded: [{ closed_as: null, refused: 2, ended_at: at(T0, 690).toISOString() }],
    });
  });
});

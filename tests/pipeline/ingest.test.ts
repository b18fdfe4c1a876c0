import { beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { listLanes } from "#lib/views/list-lanes.ts";
import { readServer } from "#lib/views/servers.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, partitionOf, registerTestServer, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
let db: Database;
let server: TestServer;

const lane = async (name: string) => {
  const [row] = await db.query<{
    health: string;
    control: string;
    freshness: string;
    served_number: number;
    version: number;
    next_deadline_at: Date;
  }>("SELECT * FROM lane WHERE server_id = $1 AND name = $2", [server.id, name]);
  return row;
};

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
});

const loaded = (expires: Date, generation = 3, fingerprint = "9f2c41d0a7b35e68") => ({
  generation,
  fingerprint,
  issued_at: T0.toISOString(),
  expires_at: expires.toISOString(),
});

describe("ingest", () => {
  it("records a loaded credential, creates its lane as undeclared and judges it healthy", async () => {
    const replica = server.replica("web1-a");
    const event = replica.event("credential.loaded", loaded(at(T0, 3_600)), { at: T0 });
    expect(await replica.send(at(T0, 1), event)).toEqual({ accepted: 1, duplicates: 0, rejected: [], control_version: 0 });
    expect(await lane("github-prod")).toMatchObject({
      health: "healthy",
      control: "active",
      freshness: "live",
      served_number: 3,
    });
    expect(await replica.send(at(T0, 2), event)).toMatchObject({ accepted: 0, duplicates: 1 });
    const stories = await db.query<{ action: string }>("SELECT action FROM audit ORDER BY stream_seq");
    expect(stories.map(({ action }) => action)).toEqual(["credential.loaded", "lane.transition"]);
  });

  it("says the same of an event sent twice in one request", async () => {
    const replica = server.replica("web1-b");
    const event = replica.event("credential.loaded", loaded(at(T0, 3_600)), { at: T0, lane: "twice" });
    expect(await replica.send(at(T0, 1), event, event)).toMatchObject({ accepted: 1, duplicates: 1 });
  });

  it("loses no good event for a bad one", async () => {
    const replica = server.replica("web1-c");
    const good = replica.event(
      "call.usage",
      { route: { tool: "issues_list" }, result: "ok", count: 2 },
      { at: T0, lane: "mixed" },
    );
    const secret = { ...good, id: "s", data: { route: { tool: "x" }, note: `ghp_${"a".repeat(36)}` } };
    const foreign = { ...good, id: "f", source: "/servers/other/replicas/x" };
    const receipt = await replica.send(T0, { ...good, id: "u", type: "dev.lanekeeper.nope" }, secret, foreign, good, {
      ...good,
      id: "t",
      time: "2020-01-01T00:00:00Z",
    });
    expect(receipt.accepted).toBe(1);
    expect(receipt.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, "unknown_type"],
      [1, "secret_material"],
      [2, "wrong_server"],
      [4, "time_out_of_range"],
    ]);
    expect(JSON.stringify(receipt)).not.toContain("ghp_");
    expect(receipt.rejected[1]?.detail).toContain("data.note");
  });

  it("lets the clock expire a lane whose server says nothing more", async () => {
    const replica = server.replica("dead-1");
    await replica.send(T0, replica.event("credential.loaded", loaded(at(T0, 120)), { at: T0, lane: "dying" }));
    expect(await lane("dying")).toMatchObject({ health: "healthy" });
    await judgeDueLanes(db, at(T0, 121));
    expect(await lane("dying")).toMatchObject({ health: "expired", freshness: "silent" });
    const alerts = await db.query<{ condition: string }>(
      "SELECT condition FROM alert a JOIN lane l ON l.id = a.lane_id WHERE l.name = 'dying' AND state = 'open' ORDER BY condition",
    );
    expect(alerts).toEqual([{ condition: "expired" }, { condition: "silent" }]);
    const causes = await db.query<{ cause: string }>(
      "SELECT cause FROM transition t JOIN lane l ON l.id = t.lane_id WHERE l.name = 'dying' ORDER BY t.id",
    );
    expect(causes.map(({ cause }) => cause)).toEqual(["event", "clock"]);
  });

  it("contains a lane on a confirmed revocation and leaves its neighbour alone", async () => {
    const replica = server.replica("rev-1");
    await replica.send(
      T0,
      replica.event("credential.loaded", loaded(at(T0, 3_600)), { at: T0, lane: "hit" }),
      replica.event("credential.loaded", loaded(at(T0, 3_600), 1, "aaaaaaaaaaaaaaaa"), { at: T0, lane: "neighbour" }),
      replica.event(
        "credential.revoked",
        { generation: 3, fingerprint: "9f2c41d0a7b35e68", certainty: "confirmed", reason: "token_revoked" },
        { at: at(T0, 5), lane: "hit" },
      ),
    );
    expect(await lane("hit")).toMatchObject({ health: "revoked", control: "contained" });
    expect(await lane("neighbour")).toMatchObject({ health: "healthy", control: "active" });
    const [alert] = await db.query(
      "SELECT a.severity, a.generation FROM alert a JOIN lane l ON l.id = a.lane_id WHERE l.name = 'hit'",
    );
    expect(alert).toEqual({ severity: "containment", generation: 3 });
  });
});

it("takes a replica that never says how often it reports for live, for three times the default", async () => {
  const quiet = await registerTestServer(db, "quiet");
  const replica = quiet.replica("curl-1");
  await replica.send(T0, replica.event("credential.loaded", loaded(at(T0, 3_600)), { at: T0 }));
  expect(await readServer(db, quiet.id, at(T0, 89))).toMatchObject({ freshness: "live", replicas: [{ live: true }] });
  expect(await readServer(db, quiet.id, at(T0, 90))).toMatchObject({ freshness: "silent", replicas: [{ live: false }] });
});

describe("a declaration", () => {
  it("describes the lane, and an operator finds its tools", async () => {
    const replica = server.replica("decl-1");
    const routes = [{ tool: "issues_create", side_effect: "write" as const, needs: ["issues:write"] }];
    const declared = replica.event(
      "lane.declared",
      { provider: "github", owner: "platform", routes },
      { at: T0, lane: "declared" },
    );
    await replica.send(T0, declared);
    const { items } = await listLanes(db, { limit: 10, sort: "name", q: "platform" }, T0);
    expect(items).toMatchObject([{ name: "declared", declared: true, provider: "github", owner: "platform", tools: 1 }]);
  });
});

it("asks the sender to try again while the partition of a day is missing, and loses nothing", async () => {
  const replica = server.replica("part-1");
  const event = replica.event("credential.loaded", loaded(at(T0, 3_600)), { at: T0, lane: "partitioned" });
  await db.query(`ALTER TABLE event DETACH PARTITION ${partitionOf(T0)}`);
  const error = await replica.send(T0, event).catch((thrown: unknown) => thrown);
  expect(isDatabaseAway(error)).toBe(true);
  expect(await lane("partitioned")).toBeUndefined();
  await db.query(`DROP TABLE ${partitionOf(T0)}`);
  await ensurePartitions(db, T0, 1);
  expect(await replica.send(at(T0, 1), event)).toMatchObject({ accepted: 1 });
});

it("judges the other lanes although one of them cannot be judged", async () => {
  const replica = server.replica("poison-1");
  const events = ["poisoned", "sound"].map((name) =>
    replica.event("credential.loaded", loaded(at(T0, 300)), { at: T0, lane: name }),
  );
  await replica.send(T0, ...events);
  await db.query("UPDATE generation SET state = '{}' FROM lane WHERE lane.id = lane_id AND lane.name = 'poisoned'");
  await expect(judgeDueLanes(db, at(T0, 301))).rejects.toThrow("1 of ");
  expect(await lane("sound")).toMatchObject({ health: "expired" });
  await expect(judgeDueLanes(db, at(T0, 302))).resolves.toBeGreaterThanOrEqual(0);
});

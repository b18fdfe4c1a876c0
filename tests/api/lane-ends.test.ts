import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LaneDetail, laneDetail, lanePage } from "#lib/contract/lane.ts";
import type { Database } from "#lib/db/database.ts";
import { deliverCommands } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { at, registerTestServer, type TestReplica, type TestServer } from "#tests/pipeline/reporter.ts";
import { call, createApiDatabase, problemOf, recordedActions, tokenOf } from "#tests/support/api.ts";
import { POST as giveCommand } from "../../app/api/v1/lanes/[lane]/commands/route.ts";
import { PATCH as patchGeneration } from "../../app/api/v1/lanes/[lane]/generations/[n]/route.ts";
import { GET as getLane, PATCH as patchLane } from "../../app/api/v1/lanes/[lane]/route.ts";
import { GET as listLanes } from "../../app/api/v1/lanes/route.ts";

let db: Database;
let viewer: string;
let operator: string;
let server: TestServer;
let replica: TestReplica;
let lane: string;
let now: Date;
let servers = 0;

beforeAll(async () => {
  db = await createApiDatabase();
  [viewer, operator] = await Promise.all([tokenOf(db, "viewer"), tokenOf(db, "operator")]);
});

/** A lane whose credential has expired a minute ago, on a server that reports now. */
beforeEach(async () => {
  servers += 1;
  server = await registerTestServer(db, `tools-${servers}`);
  replica = server.replica("web1");
  now = new Date();
  await send("lane.declared", { provider: "github" });
  await send("credential.loaded", {
    generation: 3,
    fingerprint: "9f2c41d0a7b35e68",
    issued_at: at(now, -86_400).toISOString(),
    expires_at: at(now, -60).toISOString(),
  });
  const [row] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  lane = row?.id ?? "";
});

const send = (kind: "lane.declared" | "credential.loaded" | "lane.retired" | "credential.verified", data: object) =>
  replica.send(new Date(), replica.event(kind, data as never, { at: new Date() }));
const params = () => ({ lane });
const read = async (): Promise<LaneDetail> =>
  laneDetail.parse(await (await call(getLane, { token: viewer, params: params() })).json());
const patch = (body: unknown, token = operator) => call(patchLane, { method: "PATCH", token, params: params(), body });
const archive = async (archived: boolean) => expect((await patch({ archived, reason: "the project is over" })).status).toBe(200);
const listed = async (query = "") =>
  lanePage.parse(await (await call(listLanes, { token: viewer, query: `?server=${server.id}${query}` })).json()).items.length;
const command = (body: object) => call(giveCommand, { method: "POST", token: operator, params: params(), body });

describe("an archived lane", () => {
  it("keeps its history; its alerts close with that reason, its clock stops, and it leaves the list", async () => {
    expect((await read()).alerts.map(({ condition }) => condition)).toEqual(["expired"]);
    await archive(true);
    const seen = await read();
    expect(seen).toMatchObject({ health: null, conditions: [], alerts: [], ended: { how: "archived", by: expect.any(String) } });
    expect(seen.generations).toHaveLength(1);
    expect(seen.degraded.every(({ ended_at }) => ended_at !== null)).toBe(true);
    const [closed] = await db.query<{ resolution: string }>("SELECT resolution FROM alert WHERE lane_id = $1", [lane]);
    expect(closed?.resolution).toBe("lane_ended");
    expect([await listed(), await listed("&ended=true"), await listed("&ended=false")]).toEqual([0, 1, 0]);
    await judgeDueLanes(db, at(now, 86_400));
    expect((await read()).alerts).toEqual([]);
  });

  it("takes no command, and what was under way is cancelled", async () => {
    expect((await command({ kind: "rotate", reason: "yearly" })).status).toBe(202);
    await archive(true);
    const rows = await db.query("SELECT kind, status, code FROM command WHERE lane_id = $1", [lane]);
    expect(rows).toEqual([{ kind: "rotate", status: "cancelled", code: "lane_ended" }]);
    expect((await read()).rotation).toBeNull();
    expect((await deliverCommands({ ctx: server.ctx(new Date()), replica: "web1" })).commands).toEqual([]);
    const refused = await command({ kind: "pause", reason: "leaked" });
    expect(await problemOf(refused)).toMatchObject({ code: "conflict", detail: expect.stringContaining("bring it back") });
  });

  it("that was paused stays paused where it still runs", async () => {
    expect((await command({ kind: "pause", reason: "leaked" })).status).toBe(202);
    await archive(true);
    const { desired } = await deliverCommands({ ctx: server.ctx(new Date()), replica: "web1" });
    expect(desired.lanes).toMatchObject([{ control: "paused", reason: "leaked" }]);
  });

  it("keeps what it is still told, and does not wake for it", async () => {
    await archive(true);
    const receipt = await send("credential.verified", { generation: 3 });
    expect(receipt).toMatchObject({ accepted: 1, rejected: [] });
    const seen = await read();
    expect(seen).toMatchObject({ ended: { how: "archived" }, alerts: [] });
    expect(Date.parse(seen.last_report_at ?? "")).toBeGreaterThan(Date.parse(seen.ended?.at ?? "") - 1_000);
  });

  it("comes back as it is by then, both ways once in the audit trail", async () => {
    const before = (await recordedActions(db)).length;
    await archive(true);
    await archive(true);
    await archive(false);
    await archive(false);
    const actions = (await recordedActions(db)).slice(before);
    expect(actions.filter((action) => action === "lane.archived" || action === "lane.restored")).toEqual([
      "lane.archived",
      "lane.restored",
    ]);
    expect(await read()).toMatchObject({ ended: null, health: "expired", alerts: [{ condition: "expired" }] });
    expect(await listed()).toBe(1);
  });

  it("is no viewer's to archive", async () => {
    expect((await problemOf(await patch({ archived: true }, viewer))).code).toBe("forbidden");
    expect((await problemOf(await patch({ archived: "yes" }))).code).toBe("invalid_request");
  });
});

describe("a lane that its own server retires", () => {
  it("ends the same way, with its commands, and no operator brings it back", async () => {
    expect((await command({ kind: "rotate", reason: "yearly" })).status).toBe(202);
    await send("lane.retired", {});
    expect(await read()).toMatchObject({ ended: { how: "retired", by: null }, alerts: [], health: null, rotation: null });
    const rows = await db.query("SELECT status FROM command WHERE lane_id = $1", [lane]);
    expect(rows).toEqual([{ status: "cancelled" }]);
    await archive(true);
    expect(await problemOf(await patch({ archived: false }))).toMatchObject({ code: "conflict" });
  });
});

describe("the limit of lanes", () => {
  it("says what to do, and archiving makes room", async () => {
    await db.query(
      `WITH made AS (INSERT INTO lane (server_id, name, health_rank, freshness) SELECT $1, 'filler-' || n, 1, 'never_reported' FROM generate_series(1, 999) AS n RETURNING id)
       INSERT INTO lane_profile (lane_id, state) SELECT id, '{}' FROM made`,
      [server.id],
    );
    const another = () =>
      replica.send(new Date(), replica.event("lane.declared", { provider: "github" }, { at: new Date(), lane: "one-more" }));
    const problem = await another().catch(
      (error: { extra: { rejected: { code: string; detail: string }[] } }) => error.extra.rejected,
    );
    expect(problem).toMatchObject([{ code: "lane_limit", detail: expect.stringContaining("Archive a lane") }]);
    await archive(true);
    expect(await another()).toMatchObject({ accepted: 1 });
    expect(await problemOf(await patch({ archived: false }))).toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("1000 lanes"),
    });
  });
});

describe("an expiry that an operator enters", () => {
  const enter = (expires_at: unknown, token = operator) =>
    call(patchGeneration, { method: "PATCH", token, params: { lane, n: "3" }, body: { expires_at } });
  const generation = async () => (await read()).generations[0];

  it("wins over what the server declared, until it is taken back", async () => {
    const declared = (await generation())?.expires_at;
    const entered = at(now, 90 * 86_400).toISOString();
    expect((await enter(entered)).status).toBe(200);
    expect(await generation()).toMatchObject({ expires_at: entered, expires_source: "operator" });
    expect(await read()).toMatchObject({ health: "healthy", expires_at: entered });
    await send("credential.loaded", {
      generation: 3,
      fingerprint: "9f2c41d0a7b35e68",
      expires_at: at(now, 600).toISOString(),
      expires_source: "provider",
    });
    expect(await generation()).toMatchObject({ expires_at: entered, expires_source: "operator" });
    expect((await enter(null)).status).toBe(200);
    const back = await generation();
    expect(back).toMatchObject({ expires_at: at(now, 600).toISOString(), expires_source: "provider" });
    expect(back?.expires_at).not.toBe(declared);
  });

  it("may be that there is none", async () => {
    expect((await enter("never")).status).toBe(200);
    expect(await generation()).toMatchObject({ expires_at: "never", expires_source: "operator" });
  });

  it.each([
    ["what is past", () => at(now, -3_600).toISOString(), "lies in the past"],
    ["what is before its beginning", () => "2001-01-01T00:00:00Z", "is not after"],
    ["what nobody will see", () => "3001-01-01T00:00:00Z", "more than 50 years away"],
    ["what is no time", () => "tomorrow", "expires_at"],
    ["a day without a zone", () => "2030-01-01T00:00:00", "expires_at"],
    ["nothing at all", () => undefined, "expires_at"],
  ])("is refused where it is %s, and says why", async (_, value, why) => {
    const response = await enter(value());
    expect(response.status).toBe(400);
    expect(JSON.stringify(await problemOf(response))).toContain(why);
    expect((await generation())?.expires_source).toBe("declared");
  });

  it("is no viewer's to enter", async () => {
    expect((await problemOf(await enter("never", viewer))).code).toBe("forbidden");
  });
});

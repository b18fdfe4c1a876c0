import { beforeEach, describe, expect, it } from "vitest";
import type { CommandRequest, CommandView } from "#lib/contract/command.ts";
import type { CommandAck } from "#lib/contract/control.ts";
import type { Database } from "#lib/db/database.ts";
import { acknowledgeCommand, deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
// Each test has a credential of its own: one that another lane still serves would be left alive.
let OLD = { number: 3, fingerprint: "" };
let NEW = { number: 4, fingerprint: "" };
let db: Database;
let server: TestServer;
let one: TestReplica;
let two: TestReplica;
let laneId: string;
let servers = 0;

const loaded = (generation: typeof OLD, expires: Date | "never" = at(T0, 86_400)) => ({
  generation: generation.number,
  fingerprint: generation.fingerprint,
  issued_at: T0.toISOString(),
  expires_at: expires === "never" ? expires : expires.toISOString(),
});

beforeEach(async () => {
  db ??= await createTestDatabase();
  servers += 1;
  OLD = { number: 3, fingerprint: `1111${String(servers).padStart(12, "0")}` };
  NEW = { number: 4, fingerprint: `2222${String(servers).padStart(12, "0")}` };
  server = await registerTestServer(db, `tools-${servers}`);
  one = server.replica("web-1");
  two = server.replica("web-2");
  const declared = { provider: "github", routes: [{ tool: "issues_create" }], capabilities: ["probe" as const] };
  await one.send(T0, one.event("lane.declared", declared, { at: T0 }), one.event("credential.loaded", loaded(OLD), { at: T0 }));
  await two.send(T0, two.event("credential.loaded", loaded(OLD), { at: T0 }));
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  laneId = lane?.id ?? "";
});

const request = (now: Date, input: Omit<CommandRequest, "reason">, key: string | null = null, name?: string) =>
  requestCommand({ ctx: operatorOf(db, now, name), laneId, request: { reason: "on call", ...input }, idempotencyKey: key });
const ack = (id: string, replica: TestReplica, now: Date, said: Omit<CommandAck, "replica">) =>
  acknowledgeCommand({ ctx: server.ctx(now), commandId: id, ack: { replica: replica.name, ...said } });
const deliver = (replica: TestReplica, now: Date) => deliverCommands({ ctx: server.ctx(now), replica: replica.name });
const read = async (id: string): Promise<CommandView> => {
  const command = await readCommandView(db, id);
  if (!command) throw new Error("no such command");
  return command;
};
const lane = async (now: Date) => {
  const detail = await readLane(db, laneId, now);
  if (!detail) throw new Error("no such lane");
  return detail;
};
const audited = async (id: string) => {
  const rows = await db.query<{ summary: string }>("SELECT summary FROM action WHERE correlation_id = $1 ORDER BY id", [id]);
  return rows.map(({ summary }) => summary);
};

describe("pause and resume", () => {
  it("hold at once as desired state, and are confirmed replica by replica", async () => {
    const id = await request(at(T0, 1), { kind: "pause" });
    const delivery = await deliver(one, at(T0, 2));
    expect(delivery.desired.lanes[0]).toMatchObject({ lane: "github-prod", control: "paused", command: id, reason: "on call" });
    expect((await read(id)).targets.map(({ status }) => status).sort()).toEqual(["delivered", "queued"]);
    await ack(id, one, at(T0, 3), { status: "succeeded" });
    expect(await lane(at(T0, 3))).toMatchObject({ control: "paused", control_confirmed: { replicas: 1, of: 2 } });
    await deliver(two, at(T0, 3));
    await ack(id, two, at(T0, 4), { status: "succeeded" });
    expect(await read(id)).toMatchObject({ status: "succeeded" });
    expect(await audited(id)).toEqual([
      "Pause github-prod requested",
      "web-1: pause delivered",
      "web-1: pause succeeded",
      "web-2: pause delivered",
      "web-2: pause succeeded",
      "pause of github-prod: succeeded",
    ]);

    const resumed = await request(at(T0, 5), { kind: "resume" });
    expect((await deliver(one, at(T0, 5))).desired.lanes[0]).toMatchObject({ control: "active", command: resumed });
  });

  it("return the same command for the same key, and refuse the key for another request", async () => {
    const first = await request(at(T0, 1), { kind: "pause" }, "key-1");
    expect(await request(at(T0, 2), { kind: "pause" }, "key-1")).toBe(first);
    await expect(request(at(T0, 3), { kind: "resume" }, "key-1")).rejects.toMatchObject({ code: "idempotency_mismatch" });
    const other = await request(at(T0, 4), { kind: "pause" }, "key-1", "bob@example.com");
    expect(other).not.toBe(first);
    expect(await read(first)).toMatchObject({ status: "superseded" });
  });

  it("are never lost between two clicks at the same moment", async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => request(at(T0, 1), { kind: "pause" }, "double")));
    expect(new Set(ids).size).toBe(1);
  });

  it("say who changed what when the version is old; pause ignores it", async () => {
    await request(at(T0, 1), { kind: "pause" }, null, "bob@example.com");
    await expect(request(at(T0, 2), { kind: "resume", if_version: 0 })).rejects.toMatchObject({
      code: "conflict",
      extra: { changed_by: { name: "bob@example.com", kind: "pause" } },
    });
    await expect(request(at(T0, 3), { kind: "pause", if_version: 0 })).resolves.toEqual(expect.any(String));
  });

  it("refuse to resume inside the refusal window, with the reason", async () => {
    await request(at(T0, 1), { kind: "pause" });
    await expect(request(at(T0, 86_400 - 60), { kind: "resume" })).rejects.toMatchObject({ code: "preflight_refused" });
  });

  it("end a pause at the time it was given", async () => {
    await request(at(T0, 1), { kind: "pause", until: at(T0, 20).toISOString() });
    await judgeDueLanes(db, at(T0, 10));
    expect(await lane(at(T0, 10))).toMatchObject({ control: "paused" });
    await judgeDueLanes(db, at(T0, 21));
    expect(await lane(at(T0, 21))).toMatchObject({ control: "active" });
    expect((await deliver(one, at(T0, 21))).desired.lanes[0]).toMatchObject({ control: "active" });
  });

  it("tell an unanswered delivery as state unknown, and let a later answer correct it", async () => {
    const id = await request(at(T0, 1), { kind: "pause" });
    await deliver(one, at(T0, 2));
    await deliver(two, at(T0, 2));
    await sweepCommands(db, at(T0, 33));
    expect(await read(id)).toMatchObject({ status: "timed_out" });
    await ack(id, one, at(T0, 40), { status: "succeeded" });
    await ack(id, two, at(T0, 40), { status: "succeeded" });
    expect(await read(id)).toMatchObject({ status: "succeeded" });
  });

  it("count a replica that stopped as gone", async () => {
    const id = await request(at(T0, 1), { kind: "pause" });
    await deliver(one, at(T0, 2));
    await deliver(two, at(T0, 2));
    await two.send(at(T0, 3), two.event("server.stopped", {}, { at: at(T0, 3) }));
    await ack(id, one, at(T0, 4), { status: "succeeded" });
    expect(await read(id)).toMatchObject({ status: "succeeded" });
  });

  it("count a replica that crashed as gone, once it no longer reports", async () => {
    const id = await request(at(T0, 1), { kind: "pause" });
    await deliver(one, at(T0, 2));
    await ack(id, one, at(T0, 3), { status: "succeeded" });
    await one.send(at(T0, 80), one.event("server.heartbeat", {}, { at: at(T0, 80) }));
    await sweepCommands(db, at(T0, 80));
    expect(await read(id)).toMatchObject({ status: "queued" });
    await sweepCommands(db, at(T0, 96));
    expect(await read(id)).toMatchObject({ status: "succeeded" });
  });

  it("need an operator, and the server's own key", async () => {
    const viewer = operatorOf(db, at(T0, 1), "eve@example.com", "viewer");
    const input = { laneId, request: { kind: "pause" as const, reason: "no" }, idempotencyKey: null };
    await expect(requestCommand({ ctx: viewer, ...input })).rejects.toMatchObject({ code: "forbidden" });
    const id = await request(at(T0, 1), { kind: "pause" });
    const stranger = await registerTestServer(db, `stranger-${servers}`);
    const foreign = { ctx: stranger.ctx(at(T0, 2)), commandId: id, ack: { replica: "web-1", status: "succeeded" as const } };
    await expect(acknowledgeCommand(foreign)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("rotate", () => {
  const adopt = async (id: string, replica: TestReplica, now: Date) => {
    await deliver(replica, now);
    await replica.send(now, replica.event("rotation.cut_over", loaded(NEW), { at: now }));
    await ack(id, replica, now, { status: "succeeded", phase: "adopt", generation: NEW });
  };

  it("prepares on one replica, is adopted by all, and closes when the old generation is seen dead", async () => {
    const id = await request(at(T0, 1), { kind: "rotate" });
    const steps = [...(await deliver(one, at(T0, 2))).commands, ...(await deliver(two, at(T0, 2))).commands];
    expect(steps).toMatchObject([{ id, kind: "rotate", phase: "prepare" }]);
    expect(await lane(at(T0, 2))).toMatchObject({ rotation: "prepare" });
    const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
    await ack(id, preparing, at(T0, 3), { status: "succeeded", phase: "prepare", generation: NEW });
    expect(await read(id)).toMatchObject({ phase: "adopt", status: "queued", candidate: NEW });
    const [step] = (await deliver(one, at(T0, 4))).commands;
    expect(step).toMatchObject({ phase: "adopt", args: { generation: NEW } });
    await adopt(id, one, at(T0, 4));
    expect(await read(id)).toMatchObject({ phase: "adopt" });
    await adopt(id, two, at(T0, 5));
    expect(await read(id)).toMatchObject({ status: "succeeded", phase: "retire_old", closed_as: null });
    expect(await lane(at(T0, 5))).toMatchObject({ rotation: "retire_old", generation: NEW });
    await sweepCommands(db, at(T0, 86_401));
    expect(await read(id)).toMatchObject({ closed_as: "natural" });
    expect(await lane(at(T0, 86_401))).toMatchObject({ rotation: null });
  });

  it("hands prepare on to another replica when the first one is gone", async () => {
    const id = await request(at(T0, 1), { kind: "rotate" });
    const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
    const other = preparing === one ? two : one;
    await preparing.send(at(T0, 2), preparing.event("server.stopped", {}, { at: at(T0, 2) }));
    await other.send(at(T0, 16), other.event("server.heartbeat", {}, { at: at(T0, 16) }));
    await sweepCommands(db, at(T0, 17));
    expect(await read(id)).toMatchObject({ status: "queued", phase: "prepare" });
    expect((await deliver(other, at(T0, 18))).commands).toMatchObject([{ id, phase: "prepare" }]);
  });

  it("closes at once where it only refreshed the generation it had", async () => {
    const id = await request(at(T0, 1), { kind: "rotate" });
    await deliver(one, at(T0, 2));
    await deliver(two, at(T0, 2));
    const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
    await ack(id, preparing, at(T0, 3), { status: "succeeded", phase: "prepare", generation: OLD });
    for (const replica of [one, two]) {
      await deliver(replica, at(T0, 4));
      await ack(id, replica, at(T0, 4), { status: "succeeded", phase: "adopt", generation: OLD });
    }
    expect(await read(id)).toMatchObject({ status: "succeeded", closed_as: "proven" });
    expect(await lane(at(T0, 5))).toMatchObject({ rotation: null, generation: OLD });
  });

  it("fails with the server's own words where the store holds nothing new", async () => {
    const id = await request(at(T0, 1), { kind: "rotate" });
    await deliver(one, at(T0, 2));
    await deliver(two, at(T0, 2));
    const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
    const said = {
      status: "failed" as const,
      phase: "prepare" as const,
      code: "no_new_version",
      detail: "The store still holds v3.",
    };
    await ack(id, preparing, at(T0, 3), said);
    expect(await read(id)).toMatchObject({ status: "failed", code: "no_new_version", detail: "The store still holds v3." });
    expect(await lane(at(T0, 3))).toMatchObject({ rotation: null, generation: OLD });
  });

  it("waits with adopting while the lane is paused, and goes on at resume", async () => {
    const id = await request(at(T0, 1), { kind: "rotate" });
    await request(at(T0, 2), { kind: "pause" });
    await deliver(one, at(T0, 3));
    await deliver(two, at(T0, 3));
    const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
    await ack(id, preparing, at(T0, 4), { status: "succeeded", phase: "prepare", generation: NEW });
    expect(await read(id)).toMatchObject({ phase: "prepare", candidate: NEW });
    await request(at(T0, 6), { kind: "resume" });
    await sweepCommands(db, at(T0, 10));
    expect(await read(id)).toMatchObject({ phase: "adopt" });
  });

  it("expires after 15 minutes when nobody fetches it, and names the one who is rotating already", async () => {
    const id = await request(at(T0, 1), { kind: "rotate" });
    await expect(request(at(T0, 2), { kind: "rotate" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("ann@example.com"),
    });
    await sweepCommands(db, at(T0, 902));
    expect(await read(id)).toMatchObject({ status: "expired" });
    expect(await lane(at(T0, 902))).toMatchObject({ rotation: null });
  });

  it("ends the degraded window of a lane that had died when a human lets it serve again, with its length", async () => {
    const verdict = { generation: 3, fingerprint: OLD.fingerprint, certainty: "confirmed" as const, reason: "token_revoked" };
    await one.send(at(T0, 10), one.event("credential.revoked", verdict, { at: at(T0, 10) }));
    expect((await lane(at(T0, 10))).degraded).toMatchObject([{ reason: "revoked", ended_at: null }]);
    const id = await request(at(T0, 20), { kind: "rotate" });
    await deliver(one, at(T0, 21));
    await deliver(two, at(T0, 21));
    const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
    await ack(id, preparing, at(T0, 22), { status: "succeeded", phase: "prepare", generation: NEW });
    await adopt(id, one, at(T0, 23));
    expect(await lane(at(T0, 23))).toMatchObject({ health: "revoked" });
    await adopt(id, two, at(T0, 24));
    expect(await lane(at(T0, 24))).toMatchObject({ health: "healthy", control: "contained" });
    expect((await lane(at(T0, 24))).degraded).toMatchObject([{ started_at: at(T0, 10).toISOString(), ended_at: null }]);
    expect(await read(id)).toMatchObject({ closed_as: "proven" });
    expect((await lane(at(T0, 24))).alerts).toMatchObject([{ condition: "revoked" }]);
    await request(at(T0, 30), { kind: "resume" });
    await judgeDueLanes(db, at(T0, 31));
    expect(await lane(at(T0, 31))).toMatchObject({ control: "active", alerts: [] });
    expect((await lane(at(T0, 31))).degraded).toMatchObject([
      { reason: "revoked", started_at: at(T0, 10).toISOString(), ended_at: at(T0, 31).toISOString() },
    ]);
  });
});

it("keeps what came of a command, and no credential that its replica put into words", async () => {
  const secret = `ghp_${"a1B2".repeat(9)}`;
  const id = await request(at(T0, 1), { kind: "rotate" });
  const holder = (await read(id)).targets[0]?.replica === "web-1" ? one : two;
  await deliver(holder, at(T0, 2));
  const said = {
    status: "failed" as const,
    phase: "prepare" as const,
    code: "create_failed",
    detail: `POST /keys with ${secret}: 500`,
  };
  await ack(id, holder, at(T0, 3), said);
  const command = await read(id);
  expect(command).toMatchObject({ status: "failed", detail: expect.stringContaining("not kept") });
  const actions = await db.query("SELECT * FROM action WHERE correlation_id = $1", [id]);
  expect(JSON.stringify([command, actions])).not.toContain(secret);
});

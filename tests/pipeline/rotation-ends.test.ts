import { beforeEach, describe, expect, it } from "vitest";
import type { CommandRequest, CommandView } from "#lib/contract/command.ts";
import type { CommandAck } from "#lib/contract/control.ts";
import type { Database } from "#lib/db/database.ts";
import {
  acknowledgeCommand,
  cancelCommand,
  deliverCommands,
  requestCommand,
  sweepCommands,
} from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
const DAY_S = 86_400;
// Each test has a credential of its own: one that another lane still serves would be left alive.
let OLD = { number: 3, fingerprint: "" };
let NEW = { number: 4, fingerprint: "" };

let db: Database;
let server: TestServer;
let one: TestReplica;
let two: TestReplica;
let laneId: string;
let servers = 0;

const loaded = ({ number, fingerprint }: typeof OLD) => ({
  generation: number,
  fingerprint,
  issued_at: T0.toISOString(),
  expires_at: at(T0, DAY_S).toISOString(),
});

beforeEach(async () => {
  db ??= await createTestDatabase();
  servers += 1;
  OLD = { number: 3, fingerprint: `1111${String(servers).padStart(12, "0")}` };
  NEW = { number: 4, fingerprint: `2222${String(servers).padStart(12, "0")}` };
  server = await registerTestServer(db, `ends-${servers}`);
  one = server.replica("web-1");
  two = server.replica("web-2");
  const declared = { provider: "github", routes: [{ tool: "issues_create" }], capabilities: ["retire" as const] };
  await one.send(T0, one.event("lane.declared", declared, { at: T0 }), one.event("credential.loaded", loaded(OLD), { at: T0 }));
  await two.send(T0, two.event("credential.loaded", loaded(OLD), { at: T0 }));
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  laneId = lane?.id ?? "";
});

const request = (seconds: number, input: Omit<CommandRequest, "reason">) =>
  requestCommand({
    ctx: operatorOf(db, at(T0, seconds)),
    laneId,
    request: { reason: "on call", ...input },
    idempotencyKey: null,
  });
const ack = (id: string, replica: TestReplica, seconds: number, said: Omit<CommandAck, "replica">) =>
  acknowledgeCommand({ ctx: server.ctx(at(T0, seconds)), commandId: id, ack: { replica: replica.name, ...said } });
const deliver = async (replica: TestReplica, seconds: number) =>
  (await deliverCommands({ ctx: server.ctx(at(T0, seconds)), replica: replica.name })).commands;
const sweep = (seconds: number) => sweepCommands(db, at(T0, seconds));
const beat = (replica: TestReplica, seconds: number) =>
  replica.send(at(T0, seconds), replica.event("server.heartbeat", {}, { at: at(T0, seconds) }));
const stop = (replica: TestReplica, seconds: number) =>
  replica.send(at(T0, seconds), replica.event("server.stopped", {}, { at: at(T0, seconds) }));
const read = async (id: string): Promise<CommandView> => {
  const command = await readCommandView(db, id);
  if (!command) throw new Error("no such command");
  return command;
};
const rotationOfLane = async () => {
  const [row] = await db.query<{ rotation: string | null }>("SELECT rotation FROM lane WHERE id = $1", [laneId]);
  return row?.rotation;
};
const endsOf = (id: string) =>
  db.query("SELECT summary FROM action WHERE correlation_id = $1 AND action = 'command.finished'", [id]);

/** Asks for a rotation and has its candidate prepared by whichever replica was chosen. */
async function prepared(retireOld: CommandRequest["retire_old"] = "when_proven"): Promise<string> {
  const id = await request(1, { kind: "rotate", retire_old: retireOld });
  await deliver(one, 2);
  await deliver(two, 2);
  const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
  await ack(id, preparing, 3, { status: "succeeded", phase: "prepare", generation: NEW });
  return id;
}

async function adopt(id: string, replica: TestReplica, seconds: number): Promise<void> {
  await deliver(replica, seconds);
  await replica.send(at(T0, seconds), replica.event("rotation.cut_over", loaded(NEW), { at: at(T0, seconds) }));
  await ack(id, replica, seconds, { status: "succeeded", phase: "adopt", generation: NEW });
}

describe("a replica that goes in the middle of a rotation", () => {
  it("leaves adopting to those that stay", async () => {
    const id = await prepared();
    await adopt(id, one, 4);
    await stop(two, 5);
    await beat(one, 20);
    await sweep(21);
    expect(await read(id)).toMatchObject({ status: "succeeded", phase: "retire_old" });
    expect((await read(id)).targets).toContainEqual(
      expect.objectContaining({ replica: "web-2", phase: "adopt", status: "gone" }),
    );
  });

  it("asks nobody to retire a credential that another lane still serves", async () => {
    await one.send(T0, one.event("credential.loaded", loaded(OLD), { at: T0, lane: "neighbour" }));
    const id = await prepared();
    for (const replica of [one, two]) await adopt(id, replica, 4);
    expect((await deliver(one, 5)).concat(await deliver(two, 5))).toEqual([]);
    expect(await read(id)).toMatchObject({ status: "succeeded", closed_as: null });
    await one.send(at(T0, 6), one.event("credential.loaded", loaded(NEW), { at: at(T0, 6), lane: "neighbour" }));
    await sweep(12);
    expect((await deliver(one, 13)).concat(await deliver(two, 13))).toMatchObject([{ id, phase: "retire_old" }]);
  });

  it("ends the rotation when it was the last", async () => {
    const id = await prepared();
    await stop(one, 5);
    await stop(two, 5);
    await sweep(25);
    expect(await read(id)).toMatchObject({ status: "failed", phase: "adopt" });
    expect(await rotationOfLane()).toBeNull();
    expect(await endsOf(id)).toHaveLength(1);
  });

  it("does not keep the old generation's end from being seen", async () => {
    const id = await prepared();
    await adopt(id, one, 4);
    await stop(two, 5);
    await stop(one, 6);
    await sweep(100);
    await sweep(200);
    expect(await read(id)).toMatchObject({ phase: "retire_old", closed_as: null });
    await sweep(DAY_S + 1);
    expect(await read(id)).toMatchObject({ closed_as: "natural" });
  });
});

it("a replica that comes in the middle of a rotation does not hold it up", async () => {
  const id = await prepared();
  const three = server.replica("web-3");
  await three.send(at(T0, 4), three.event("credential.loaded", loaded(NEW), { at: at(T0, 4) }));
  expect(await deliver(three, 5)).toEqual([]);
  await adopt(id, one, 5);
  await adopt(id, two, 6);
  expect(await read(id)).toMatchObject({ status: "succeeded", phase: "retire_old" });
});

describe("time", () => {
  it("that a pause held a rotation for is not taken from its next phase", async () => {
    const id = await request(1, { kind: "rotate" });
    await request(2, { kind: "pause" });
    await deliver(one, 3);
    await deliver(two, 3);
    const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
    await ack(id, preparing, 4, { status: "succeeded", phase: "prepare", generation: NEW });
    for (const replica of [one, two]) await beat(replica, 1_190);
    await request(1_200, { kind: "resume" });
    await sweep(1_201);
    expect(await read(id)).toMatchObject({ phase: "adopt" });
    await sweep(1_202);
    expect((await read(id)).status).toBe("queued");
    await adopt(id, one, 1_203);
    await adopt(id, two, 1_203);
    expect(await read(id)).toMatchObject({ status: "succeeded" });
  });

  it("enough is left to retire an old generation that was to live on for an hour", async () => {
    const id = await prepared({ after_s: 3_600 });
    await adopt(id, one, 4);
    await adopt(id, two, 5);
    await beat(one, 3_600);
    await sweep(3_606);
    await sweep(3_607);
    expect(await deliver(one, 3_608)).toMatchObject([{ id, phase: "retire_old", args: { generation: OLD } }]);
    await ack(id, one, 3_609, { status: "succeeded", phase: "retire_old" });
    expect(await read(id)).toMatchObject({ closed_as: "proven" });
  });
});

describe("a rotation that is over", () => {
  it("stays over when a late answer comes, and leaves the next one alone", async () => {
    const first = await prepared();
    await adopt(first, one, 4);
    await deliver(two, 4);
    for (const replica of [one, two]) await beat(replica, 30);
    await sweep(40);
    expect(await read(first)).toMatchObject({ status: "timed_out" });
    const second = await request(41, { kind: "rotate" });
    await ack(first, two, 42, { status: "succeeded", phase: "adopt", generation: NEW });
    expect(await read(first)).toMatchObject({ status: "superseded" });
    expect(await endsOf(first)).toEqual([]);
    expect(await rotationOfLane()).toBe("prepare");
    expect(await read(second)).toMatchObject({ phase: "prepare" });
  });

  it("has failed when one replica could not adopt, once the others have", async () => {
    const id = await prepared();
    await deliver(one, 4);
    await ack(id, one, 5, { status: "failed", phase: "adopt", code: "internal" });
    expect(await read(id)).toMatchObject({ status: "queued" });
    expect(await deliver(two, 6)).toMatchObject([{ id, phase: "adopt" }]);
    await adopt(id, two, 7);
    expect(await read(id)).toMatchObject({ status: "failed", code: "internal" });
    expect(await endsOf(id)).toHaveLength(1);
    expect(await rotationOfLane()).toBeNull();
  });

  it("in overlap leaves the next one alone, too", async () => {
    const first = await prepared("when_proven");
    await adopt(first, one, 4);
    await adopt(first, two, 5);
    const [retiring] = [...(await deliver(one, 6)), ...(await deliver(two, 6))];
    expect(retiring).toMatchObject({ id: first, phase: "retire_old" });
    await request(7, { kind: "rotate" });
    for (const replica of [one, two]) await ack(first, replica, 8, { status: "succeeded", phase: "retire_old" });
    expect(await rotationOfLane()).toBe("prepare");
  });

  it("cannot be cancelled once replicas adopt", async () => {
    const id = await prepared();
    await expect(cancelCommand({ ctx: operatorOf(db, at(T0, 4)), commandId: id })).rejects.toMatchObject({ code: "conflict" });
  });
});

it("a candidate without a name is refused, since nobody could adopt it", async () => {
  const id = await request(1, { kind: "rotate" });
  await deliver(one, 2);
  await deliver(two, 2);
  const preparing = (await read(id)).targets[0]?.replica === one.name ? one : two;
  await expect(ack(id, preparing, 3, { status: "succeeded", phase: "prepare" })).rejects.toMatchObject({
    code: "invalid_request",
  });
  await ack(id, preparing, 4, { status: "succeeded", phase: "prepare", generation: NEW });
  expect(await read(id)).toMatchObject({ phase: "adopt", candidate: NEW });
});

it("a pause that has succeeded is not finished again by a replica that comes later", async () => {
  const id = await request(1, { kind: "pause" });
  await ack(id, one, 2, { status: "succeeded" });
  await ack(id, two, 2, { status: "succeeded" });
  const three = server.replica("web-3");
  await three.send(at(T0, 4), three.event("credential.loaded", loaded(OLD), { at: at(T0, 4) }));
  await ack(id, three, 5, { status: "acknowledged" });
  expect(await read(id)).toMatchObject({ status: "succeeded" });
  await ack(id, three, 6, { status: "succeeded" });
  expect(await read(id)).toMatchObject({ status: "succeeded" });
  expect(await endsOf(id)).toHaveLength(1);
});

it("a new generation that is found dead while it is adopted is handed to nobody else, and the old one lives on", async () => {
  const id = await prepared("now");
  const verdict = { generation: 4, fingerprint: NEW.fingerprint, certainty: "inferred" as const, reason: "bad_credentials" };
  await deliver(one, 4);
  await one.send(at(T0, 4), one.event("rotation.cut_over", loaded(NEW), { at: at(T0, 4) }));
  await one.send(at(T0, 5), one.event("credential.revoked", verdict, { at: at(T0, 5) }));
  await sweep(12);
  expect(await read(id)).toMatchObject({ status: "failed", code: "candidate_dead", closed_as: null });
  expect((await read(id)).targets.filter(({ phase }) => phase !== "prepare").map(({ status }) => status)).toEqual([
    "succeeded",
    "superseded",
  ]);
  const asked = (await deliver(one, 13)).concat(await deliver(two, 13));
  expect(asked.filter(({ kind }) => kind === "rotate")).toEqual([]);
  expect(await rotationOfLane()).toBeNull();
  expect(await endsOf(id)).toHaveLength(1);
});

it("a contained lane is rotated, and resumed only then", async () => {
  const verdict = { generation: 3, fingerprint: OLD.fingerprint, certainty: "confirmed" as const, reason: "token_revoked" };
  await one.send(at(T0, 1), one.event("credential.revoked", verdict, { at: at(T0, 1) }));
  await expect(request(2, { kind: "resume" })).rejects.toMatchObject({ code: "preflight_refused" });
  const id = await prepared();
  await adopt(id, one, 4);
  await expect(request(5, { kind: "resume" })).rejects.toMatchObject({ code: "preflight_refused" });
  await adopt(id, two, 6);
  await request(7, { kind: "resume" });
  const [lane] = await db.query("SELECT control, health FROM lane WHERE id = $1", [laneId]);
  expect(lane).toEqual({ control: "active", health: "healthy" });
  expect(await read(id)).toMatchObject({ closed_as: "proven" });
});

it("a lane that has ended takes its events, and no commands or alerts", async () => {
  await one.send(at(T0, 1), one.event("lane.retired", {}, { at: at(T0, 1) }));
  await expect(request(2, { kind: "pause" })).rejects.toMatchObject({ code: "conflict" });
  const verdict = { generation: 3, fingerprint: OLD.fingerprint, certainty: "confirmed" as const, reason: "token_revoked" };
  const receipt = await two.send(at(T0, 3), two.event("credential.revoked", verdict, { at: at(T0, 3) }));
  expect(receipt).toMatchObject({ accepted: 1 });
  await judgeDueLanes(db, at(T0, DAY_S + 1));
  expect(await db.query("SELECT 1 FROM alert WHERE lane_id = $1 AND state = 'open'", [laneId])).toEqual([]);
  const [lane] = await db.query("SELECT ended_at IS NOT NULL AS ended, control FROM lane WHERE id = $1", [laneId]);
  expect(lane).toEqual({ ended: true, control: "active" });
});

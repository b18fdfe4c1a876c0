import { beforeEach, describe, expect, it } from "vitest";
import type { CommandRequest, CommandView } from "#lib/contract/command.ts";
import type { CommandAck } from "#lib/contract/control.ts";
import type { Database } from "#lib/db/database.ts";
import { acknowledgeCommand, deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { flushHeartbeats } from "#lib/pipeline/ingest/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
// Each test has credentials of its own: one that another lane still serves would be left alive.
let OLD = { number: 3, fingerprint: "" };
let NEW = { number: 4, fingerprint: "" };
let OTHER = { number: 4, fingerprint: "" };

let db: Database;
let server: TestServer;
let laneId: string;
let servers = 0;
let replicas: TestReplica[];

const loaded = ({ number, fingerprint }: typeof OLD) => ({
  generation: number,
  fingerprint,
  issued_at: T0.toISOString(),
  expires_at: at(T0, 86_400).toISOString(),
});

beforeEach(async () => {
  db ??= await createTestDatabase();
  servers += 1;
  const own = (digit: number) => `${digit}${String(servers).padStart(15, "0")}`;
  OLD = { number: 3, fingerprint: own(3) };
  NEW = { number: 4, fingerprint: own(4) };
  OTHER = { number: 4, fingerprint: own(5) };
  server = await registerTestServer(db, `lease-${servers}`);
  replicas = ["web-1", "web-2", "web-3"].map((name) => server.replica(name));
  for (const replica of replicas) await start(replica, 0);
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  laneId = lane?.id ?? "";
});

const start = (
  replica: TestReplica,
  seconds: number,
  generation = OLD,
  capabilities: ("probe" | "retire")[] = ["probe", "retire"],
) => {
  const when = at(T0, seconds);
  return replica.send(
    when,
    replica.event("lane.declared", { provider: "github", capabilities }, { at: when }),
    replica.event("credential.loaded", loaded(generation), { at: when }),
  );
};
const rotate = (seconds: number, input: Partial<CommandRequest> = {}) =>
  requestCommand({
    ctx: operatorOf(db, at(T0, seconds)),
    laneId,
    request: { kind: "rotate", reason: "on call", ...input },
    idempotencyKey: null,
  });
const named = (name: string): TestReplica => {
  const replica = replicas.find((one) => one.name === name);
  if (!replica) throw new Error(`there is no ${name}`);
  return replica;
};
const deliver = async (name: string, seconds: number) =>
  (await deliverCommands({ ctx: server.ctx(at(T0, seconds)), replica: name })).commands;
const ack = (id: string, replica: string, seconds: number, said: Omit<CommandAck, "replica">) =>
  acknowledgeCommand({ ctx: server.ctx(at(T0, seconds)), commandId: id, ack: { replica, ...said } });
const prepared = (id: string, replica: string, seconds: number, generation = NEW, fence?: number) =>
  ack(id, replica, seconds, { status: "succeeded", phase: "prepare", generation, ...(fence === undefined ? {} : { fence }) });
const beat = async (seconds: number, names = replicas.map(({ name }) => name)) => {
  for (const name of names) {
    const replica = named(name);
    await replica.send(at(T0, seconds), replica.event("server.heartbeat", {}, { at: at(T0, seconds) }));
  }
  await flushHeartbeats(db);
};
const sweep = (seconds: number) => sweepCommands(db, at(T0, seconds));
const read = async (id: string): Promise<CommandView> => {
  const command = await readCommandView(db, id);
  if (!command) throw new Error("no such command");
  return command;
};
const holders = async (id: string) =>
  db.query<{ replica: string; fence: number; status: string }>(
    `SELECT r.name AS replica, t.fence, t.status FROM command_target t JOIN replica r ON r.id = t.replica_id
     WHERE t.command_id = $1 AND t.phase = 'prepare' ORDER BY t.fence`,
    [id],
  );
const holder = async (id: string): Promise<string> => (await holders(id)).at(-1)?.replica ?? "nobody";
const unused = (id: string) =>
  db.query<{ after: { replica: string; fingerprint: string } }>(
    "SELECT after FROM action WHERE correlation_id = $1 AND action = 'command.candidate_unused'",
    [id],
  );
async function adopt(id: string, name: string, seconds: number, generation = NEW): Promise<void> {
  const replica = named(name);
  await replica.send(at(T0, seconds), replica.event("rotation.cut_over", loaded(generation), { at: at(T0, seconds) }));
  await ack(id, name, seconds, { status: "succeeded", phase: "adopt", generation });
}

/** A rotation whose first holder got its lease at second 2 and says nothing until second 40, when the next one has it. */
async function handedOn(): Promise<{ id: string; first: string; second: string }> {
  const id = await rotate(1);
  const first = await holder(id);
  await deliver(first, 2);
  await beat(30);
  await sweep(40);
  return { id, first, second: await holder(id) };
}

describe("the lease of preparing", () => {
  it("is delivered with its number and its end", async () => {
    const id = await rotate(1);
    const [command] = await deliver(await holder(id), 2);
    expect(command).toMatchObject({ phase: "prepare", args: { fence: 1, lease_until: at(T0, 152).toISOString() } });
  });

  it("goes to another live replica when nobody acknowledges, under the next number", async () => {
    const { id, first, second } = await handedOn();
    expect(second).not.toBe(first);
    expect(await holders(id)).toEqual([
      { replica: first, fence: 1, status: "timed_out" },
      { replica: second, fence: 2, status: "queued" },
    ]);
    expect((await read(id)).status).toBe("queued");
    expect(await deliver(second, 41)).toMatchObject([{ id, phase: "prepare", args: { fence: 2 } }]);
    expect(await deliver(first, 42)).toEqual([]);
  });

  it("goes on when an acknowledged one brings no outcome", async () => {
    const id = await rotate(1);
    const first = await holder(id);
    await deliver(first, 2);
    await ack(id, first, 3, { status: "acknowledged", phase: "prepare", fence: 1 });
    for (const second of [60, 120]) await beat(second);
    await sweep(100);
    expect(await holder(id)).toBe(first);
    await sweep(124);
    expect(await holder(id)).not.toBe(first);
  });

  it("is taken back from a replica that never got it", async () => {
    const id = await rotate(1);
    const first = await holder(id);
    await beat(30);
    await sweep(35);
    expect(await holders(id)).toMatchObject([{ replica: first, status: "superseded" }, { status: "queued" }]);
    expect(await deliver(first, 36)).toEqual([]);
  });

  it("goes to the replica that can do most of it", async () => {
    await start(named("web-1"), 0, OLD, []);
    await start(named("web-3"), 0, OLD, ["retire"]);
    expect(await holder(await rotate(1))).toBe("web-2");
  });

  it("is taken by a replica that comes when all others were late", async () => {
    const { id, second } = await handedOn();
    await deliver(second, 41);
    await beat(70);
    await sweep(80);
    const third = await holder(id);
    await deliver(third, 81);
    await beat(110);
    await sweep(120);
    expect(await read(id)).toMatchObject({ status: "timed_out" });
    replicas.push(server.replica("web-4"));
    await start(named("web-4"), 121);
    expect(await deliver("web-4", 122)).toMatchObject([{ id, phase: "prepare", args: { fence: 4 } }]);
  });
});

describe("a late answer of a former holder", () => {
  it("does not overtake the holder, and its candidate is named for a person to retire", async () => {
    const { id, first, second } = await handedOn();
    await deliver(second, 41);
    await prepared(id, first, 42, OTHER, 1);
    expect(await read(id)).toMatchObject({ phase: "prepare", candidate: null });
    expect(await unused(id)).toEqual([]);
    await prepared(id, second, 43, NEW, 2);
    expect(await read(id)).toMatchObject({ phase: "adopt", candidate: NEW });
    expect(await unused(id)).toMatchObject([{ after: { replica: first, fingerprint: OTHER.fingerprint } }]);
  });

  it("that comes when all is done is recorded, and changes nothing else", async () => {
    const { id, first, second } = await handedOn();
    await deliver(second, 41);
    await prepared(id, second, 42, NEW, 2);
    await prepared(id, first, 43, OTHER, 1);
    await prepared(id, first, 44, OTHER, 1);
    expect(await read(id)).toMatchObject({ phase: "adopt", candidate: NEW });
    expect(await unused(id)).toHaveLength(1);
  });

  it("that names what the holder found, too, leaves nothing to retire", async () => {
    const { id, first, second } = await handedOn();
    await deliver(second, 41);
    await prepared(id, second, 42, NEW, 2);
    await prepared(id, first, 43, NEW, 1);
    expect(await unused(id)).toEqual([]);
  });

  it("is taken where the holder fails after it", async () => {
    const { id, first, second } = await handedOn();
    await deliver(second, 41);
    await prepared(id, first, 42, OTHER, 1);
    await ack(id, second, 43, { status: "failed", phase: "prepare", code: "create_failed", fence: 2 });
    expect(await read(id)).toMatchObject({ phase: "adopt", candidate: OTHER });
  });

  it("corrects the state where nobody else has it", async () => {
    const lonely = await registerTestServer(db, `lonely-${servers}`);
    const replica = lonely.replica("web-1");
    await replica.send(T0, replica.event("credential.loaded", loaded(OLD), { at: T0 }));
    const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [lonely.id]);
    const request = { kind: "rotate" as const, reason: "on call" };
    const id = await requestCommand({ ctx: operatorOf(db, at(T0, 1)), laneId: lane?.id ?? "", request, idempotencyKey: null });
    await deliverCommands({ ctx: lonely.ctx(at(T0, 2)), replica: "web-1" });
    await sweep(35);
    expect(await read(id)).toMatchObject({ status: "timed_out" });
    const said = { replica: "web-1", status: "succeeded" as const, phase: "prepare" as const, generation: NEW };
    await acknowledgeCommand({ ctx: lonely.ctx(at(T0, 36)), commandId: id, ack: said });
    expect(await read(id)).toMatchObject({ phase: "adopt", candidate: NEW });
  });

  it("under another number counts for nothing", async () => {
    const id = await rotate(1);
    const first = await holder(id);
    await deliver(first, 2);
    await prepared(id, first, 3, NEW, 7);
    expect(await read(id)).toMatchObject({ phase: "prepare", status: "delivered" });
  });

  it("after the rotation was cancelled names the candidate that nobody uses", async () => {
    const id = await rotate(1);
    const first = await holder(id);
    await deliver(first, 2);
    await db.query("UPDATE command_target SET status = 'cancelled' WHERE command_id = $1", [id]);
    await db.query("UPDATE command SET status = 'cancelled', finished_at = $2 WHERE id = $1", [id, at(T0, 3)]);
    await prepared(id, first, 4, OTHER, 1);
    expect(await unused(id)).toHaveLength(1);
    expect(await read(id)).toMatchObject({ status: "cancelled", candidate: null });
  });
});

describe("replicas that come and go while others adopt", () => {
  async function adopting(input: Partial<CommandRequest> = {}): Promise<string> {
    const id = await rotate(1, input);
    const first = await holder(id);
    await deliver(first, 2);
    await prepared(id, first, 3);
    return id;
  }
  const adoptTargets = async (id: string) =>
    Object.fromEntries(
      (await read(id)).targets.filter(({ phase }) => phase === "adopt").map(({ replica, status }) => [replica, status]),
    );

  it("one that stopped between prepare and adopt is gone", async () => {
    const id = await rotate(1);
    const first = await holder(id);
    const other = replicas.find(({ name }) => name !== first) ?? replicas[0];
    if (!other) throw new Error("there is no other");
    await deliver(first, 2);
    await other.send(at(T0, 3), other.event("server.stopped", {}, { at: at(T0, 3) }));
    await prepared(id, first, 4);
    expect(await adoptTargets(id)).toMatchObject({ [other.name]: "gone" });
  });

  it("one that starts with the old generation is asked to adopt, and waited for", async () => {
    const id = await adopting();
    replicas.push(server.replica("web-4"));
    await start(named("web-4"), 5);
    for (const name of ["web-1", "web-2", "web-3"]) await adopt(id, name, 6);
    expect(await adoptTargets(id)).toMatchObject({ "web-4": "queued" });
    expect(await read(id)).toMatchObject({ phase: "adopt", status: "queued" });
    expect(await deliver("web-4", 7)).toMatchObject([{ id, phase: "adopt", args: { generation: NEW } }]);
    await adopt(id, "web-4", 8);
    expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded" });
  });

  it("one that starts in the overlap keeps the old generation from being retired", async () => {
    const id = await adopting({ retire_old: { after_s: 60 } });
    for (const name of ["web-1", "web-2", "web-3"]) await adopt(id, name, 6);
    replicas.push(server.replica("web-4"));
    await start(named("web-4"), 50);
    await beat(60);
    await sweep(70);
    expect(await adoptTargets(id)).toMatchObject({ "web-4": "queued" });
    expect((await read(id)).targets.filter(({ phase }) => phase === "retire_old")).toEqual([]);
    await adopt(id, "web-4", 71);
    expect((await read(id)).targets.filter(({ phase }) => phase === "retire_old")).toHaveLength(1);
  });

  it("one that was silent and is back is asked again", async () => {
    const id = await adopting();
    await adopt(id, "web-1", 5);
    await adopt(id, "web-2", 6);
    await deliver("web-3", 7);
    await beat(80, ["web-1", "web-2"]);
    await sweep(100);
    expect(await adoptTargets(id)).toMatchObject({ "web-3": "gone" });
    expect(await read(id)).toMatchObject({ phase: "retire_old", closed_as: null });
    await beat(110);
    await sweep(150);
    expect(await adoptTargets(id)).toMatchObject({ "web-3": "queued" });
    expect(await deliver("web-3", 151)).toMatchObject([{ id, phase: "adopt" }]);
    await adopt(id, "web-3", 152);
    expect(await adoptTargets(id)).toMatchObject({ "web-3": "succeeded" });
  });

  it("one whose answer was lost is seen to serve it", async () => {
    const id = await adopting();
    await adopt(id, "web-1", 5);
    await adopt(id, "web-2", 6);
    await deliver("web-3", 7);
    const three = named("web-3");
    await three.send(at(T0, 8), three.event("rotation.cut_over", loaded(NEW), { at: at(T0, 8) }));
    await sweep(20);
    expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded" });
  });

  it("now: the old one is retired as soon as one replica serves the new one", async () => {
    const id = await adopting({ retire_old: "now" });
    await adopt(id, "web-2", 5);
    expect(await deliver("web-2", 6)).toMatchObject([{ id, phase: "retire_old", args: { generation: OLD, probe_old: true } }]);
    expect(await read(id)).toMatchObject({ phase: "adopt" });
    await ack(id, "web-2", 7, { status: "succeeded", phase: "retire_old" });
    await adopt(id, "web-1", 8);
    expect(await read(id)).toMatchObject({ phase: "adopt", closed_as: null });
    await adopt(id, "web-3", 9);
    expect(await read(id)).toMatchObject({ status: "succeeded", closed_as: "proven" });
  });

  it("a second replica that is asked to retire does not try the old credential again", async () => {
    const id = await adopting();
    for (const name of ["web-1", "web-2", "web-3"]) await adopt(id, name, 5);
    const asked = (await read(id)).targets.find(({ phase }) => phase === "retire_old")?.replica ?? "";
    expect(await deliver(asked, 6)).toMatchObject([{ phase: "retire_old", args: { probe_old: true } }]);
    await ack(id, asked, 7, { status: "acknowledged", phase: "retire_old" });
    const gone = named(asked);
    await gone.send(at(T0, 8), gone.event("server.stopped", {}, { at: at(T0, 8) }));
    await sweep(40);
    const next =
      (await read(id)).targets.find(({ phase, status }) => phase === "retire_old" && status === "queued")?.replica ?? "";
    expect(await deliver(next, 41)).toMatchObject([{ phase: "retire_old", args: { probe_old: false } }]);
  });
});

describe("a pause during a rotation", () => {
  const pause = (seconds: number) =>
    requestCommand({
      ctx: operatorOf(db, at(T0, seconds)),
      laneId,
      request: { kind: "pause", reason: "stop" },
      idempotencyKey: null,
    });
  const resume = (seconds: number) =>
    requestCommand({
      ctx: operatorOf(db, at(T0, seconds)),
      laneId,
      request: { kind: "resume", reason: "go" },
      idempotencyKey: null,
    });
  const controlOfLane = async () => {
    const { desired } = await deliverCommands({ ctx: server.ctx(at(T0, 5)), replica: "web-1" });
    return desired.lanes[0]?.control;
  };

  it("takes hold at once, lets prepare finish, and holds adopting until resume", async () => {
    const id = await rotate(1);
    const first = await holder(id);
    await deliver(first, 2);
    await pause(3);
    expect(await controlOfLane()).toBe("paused");
    await prepared(id, first, 4);
    expect(await read(id)).toMatchObject({ phase: "prepare", status: "acknowledged", candidate: NEW });
    await sweep(20);
    for (const { name } of replicas) expect(await deliver(name, 21)).toEqual([]);
    await beat(30);
    await resume(40);
    await sweep(40);
    for (const { name } of replicas) expect(await deliver(name, 42)).toMatchObject([{ id, phase: "adopt" }]);
  });

  it("holds what has not been handed to a replica yet, for as long as it takes", async () => {
    const id = await rotate(1);
    const first = await holder(id);
    await deliver(first, 2);
    await prepared(id, first, 3);
    await deliver("web-1", 4);
    await pause(5);
    await adopt(id, "web-1", 6);
    expect(await deliver("web-2", 7)).toEqual([]);
    for (let second = 60; second <= 2_000; second += 60) {
      await beat(second);
      await sweep(second);
    }
    expect(await read(id)).toMatchObject({ phase: "adopt", status: "queued" });
    await resume(2_010);
    await sweep(2_050);
    for (const name of ["web-2", "web-3"]) expect(await deliver(name, 2_051)).toMatchObject([{ id, phase: "adopt" }]);
    for (const name of ["web-2", "web-3"]) await adopt(id, name, 2_052);
    expect(await read(id)).toMatchObject({ status: "succeeded" });
  });
});

it("what a replaced rotation still asked of replicas is asked no more", async () => {
  const id = await rotate(1);
  const first = await holder(id);
  await deliver(first, 2);
  await prepared(id, first, 3);
  await deliver("web-1", 4);
  await beat(30);
  await sweep(40);
  for (const name of ["web-2", "web-3"]) await deliver(name, 41);
  await beat(70);
  await sweep(80);
  expect(await read(id)).toMatchObject({ status: "timed_out" });
  const next = await rotate(81);
  expect((await read(id)).targets.filter(({ phase }) => phase === "adopt").map(({ status }) => status)).toEqual([
    "superseded",
    "superseded",
    "superseded",
  ]);
  expect(await deliver(await holder(next), 82)).toMatchObject([{ id: next, phase: "prepare" }]);
});

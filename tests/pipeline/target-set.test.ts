import { beforeEach, expect, it } from "vitest";
import type { CommandView } from "#lib/contract/command.ts";
import type { CommandAck } from "#lib/contract/control.ts";
import { readOpenCommands } from "#lib/db/commands.ts";
import type { Database } from "#lib/db/database.ts";
import type { KeyKind } from "#lib/domain/vocabulary.ts";
import { acknowledgeCommand, deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
let OLD = { number: 3, fingerprint: "" };
let NEW = { number: 4, fingerprint: "" };
let db: Database;
let server: TestServer;
let servers = 0;

beforeEach(async () => {
  db ??= await createTestDatabase();
  servers += 1;
  OLD = { number: 3, fingerprint: `d3${String(servers).padStart(14, "0")}` };
  NEW = { number: 4, fingerprint: `d4${String(servers).padStart(14, "0")}` };
  server = await registerTestServer(db, `targets-${servers}`);
});

const loaded = ({ number, fingerprint }: typeof OLD) => ({ generation: number, fingerprint, expires_at: "never" as const });
async function start(replica: TestReplica, second: number): Promise<void> {
  const when = at(T0, second);
  await replica.send(
    when,
    replica.event("lane.declared", { provider: "github", capabilities: ["probe"] }, { at: when }),
    replica.event("credential.loaded", loaded(OLD), { at: when }),
  );
}
const asking = (now: Date, keyKind: KeyKind) => ({ ...server.ctx(now), actor: { ...server.actor, keyKind } });
const deliver = async (replica: string, second: number, kind: KeyKind = "service") =>
  (await deliverCommands({ ctx: asking(at(T0, second), kind), replica })).commands;
const ack = (commandId: string, replica: string, second: number, said: Omit<CommandAck, "replica">, kind: KeyKind = "service") =>
  acknowledgeCommand({ ctx: asking(at(T0, second), kind), commandId, ack: { replica, ...said } });
const prepared = (id: string, replica: string, second: number) =>
  ack(id, replica, second, { status: "succeeded", phase: "prepare", generation: NEW });
const NOT_IN_STORE = { status: "failed", phase: "adopt", code: "not_in_store" } as const;
async function adopt(id: string, replica: TestReplica, second: number): Promise<void> {
  const when = at(T0, second);
  await replica.send(when, replica.event("rotation.cut_over", loaded(NEW), { at: when }));
  await ack(id, replica.name, second, { status: "succeeded", phase: "adopt", generation: NEW });
}
const laneId = async (): Promise<string> => {
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  return lane?.id ?? "";
};
const rotate = async (second: number): Promise<string> =>
  requestCommand({
    ctx: operatorOf(db, at(T0, second)),
    laneId: await laneId(),
    request: { kind: "rotate", reason: "on call" },
    idempotencyKey: null,
  });
const read = async (id: string): Promise<CommandView> => {
  const command = await readCommandView(db, id);
  if (!command) throw new Error("no such command");
  return command;
};
const targets = async (id: string, phase: "prepare" | "adopt") =>
  Object.fromEntries(
    (await read(id)).targets.filter((target) => target.phase === phase).map(({ replica, status }) => [replica, status]),
  );

it("a late starter with an old store stays behind, and fails nobody else's rotation", async () => {
  const [early, late] = [server.replica("web-1"), server.replica("web-2")];
  await start(early, 0);
  const id = await rotate(1);
  await deliver("web-1", 2);
  await prepared(id, "web-1", 3);
  await start(late, 4);
  await sweepCommands(db, at(T0, 9));
  expect(await deliver("web-2", 9)).toMatchObject([{ id, phase: "adopt" }]);
  await ack(id, "web-2", 10, NOT_IN_STORE);
  expect(await read(id)).toMatchObject({ phase: "adopt", closed_as: null });
  await adopt(id, early, 11);
  expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded", code: null });
  // The old one is not retired while the late one serves it; catching up by itself is enough.
  await late.send(at(T0, 12), late.event("rotation.cut_over", loaded(NEW), { at: at(T0, 12) }));
  await sweepCommands(db, at(T0, 30));
  expect(await targets(id, "adopt")).toEqual({ "web-1": "succeeded", "web-2": "failed" });
});

it("one that was there when the rotation was asked for fails it", async () => {
  for (const name of ["web-1", "web-2"]) await start(server.replica(name), 0);
  const id = await rotate(1);
  const [holder = ""] = Object.keys(await targets(id, "prepare"));
  await deliver(holder, 2);
  await prepared(id, holder, 3);
  await ack(id, "web-1", 4, NOT_IN_STORE);
  await ack(id, "web-2", 5, { status: "succeeded", phase: "adopt", generation: NEW });
  expect(await read(id)).toMatchObject({ status: "failed", code: "not_in_store" });
});

it("a workstation prepares nothing while a service is there, and fails nothing by its own store", async () => {
  const [service, laptop] = [server.replica("web-1"), server.workstation("laptop")];
  await start(service, 0);
  await start(laptop, 0);
  await laptop.send(at(T0, 1), laptop.event("server.heartbeat", { heartbeat_s: 30 }, { at: at(T0, 1) }));
  const id = await rotate(2);
  expect(await targets(id, "prepare")).toEqual({ "web-1": "queued" });
  // The service never fetched it: nobody else may have it.
  expect(await deliver("laptop", 40, "workstation")).toEqual([]);
  await sweepCommands(db, at(T0, 40));
  expect(await targets(id, "prepare")).toEqual({ "web-1": "queued" });
  await deliver("web-1", 41);
  await prepared(id, "web-1", 42);
  await ack(id, "laptop", 43, NOT_IN_STORE, "workstation");
  await adopt(id, service, 44);
  expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded" });
});

it("a free lease waits for the service that is there, though a workstation asks first", async () => {
  const [service, laptop] = [server.replica("web-1"), server.workstation("laptop")];
  await start(service, 0);
  await service.send(at(T0, 1), service.event("server.stopped", {}, { at: at(T0, 1) }));
  const id = await rotate(2);
  const again = server.replica("web-2");
  await start(again, 3);
  await start(laptop, 3);
  expect(await deliver("laptop", 4, "workstation")).toEqual([]);
  expect(await deliver("web-2", 5)).toMatchObject([{ id, phase: "prepare" }]);
});

it("where only workstations hold the lane, one of them prepares", async () => {
  await start(server.workstation("laptop"), 0);
  const id = await rotate(1);
  expect(await deliver("laptop", 2, "workstation")).toMatchObject([{ id, phase: "prepare" }]);
});

it("a rotation whose first holder was unable is open until its old generation's end is known", async () => {
  const [one, two] = [server.replica("web-1"), server.replica("web-2")];
  await start(one, 0);
  await start(two, 0);
  const id = await rotate(1);
  const [holder = ""] = Object.keys(await targets(id, "prepare"));
  await deliver(holder, 2);
  await ack(id, holder, 3, { status: "failed", phase: "prepare", code: "unsupported" });
  const next = holder === "web-1" ? "web-2" : "web-1";
  await deliver(next, 4);
  await prepared(id, next, 5);
  for (const replica of [one, two]) await adopt(id, replica, 6);
  expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded", closed_as: null, code: null });
  expect((await readOpenCommands(db, await laneId())).map((command) => command.id)).toEqual([id]);
});

it("what a replica made of it stays, though the replica is forgotten", async () => {
  const [one, two] = [server.replica("web-1"), server.replica("web-2")];
  await start(one, 0);
  await start(two, 0);
  const id = await rotate(1);
  const [holder = ""] = Object.keys(await targets(id, "prepare"));
  await deliver(holder, 2);
  await prepared(id, holder, 3);
  await adopt(id, one, 4);
  await db.query(
    "DELETE FROM lane_replica WHERE replica_id IN (SELECT id FROM replica WHERE server_id = $1 AND name = 'web-2')",
    [server.id],
  );
  await db.query(
    `WITH gone AS (DELETE FROM replica WHERE server_id = $1 AND name = 'web-2' RETURNING id, server_id, name)
     INSERT INTO past_replica (id, server_id, name, left_at) SELECT id, server_id, name, $2 FROM gone`,
    [server.id, at(T0, 5)],
  );
  await sweepCommands(db, at(T0, 20));
  expect(await targets(id, "adopt")).toEqual({ "web-1": "succeeded", "web-2": "gone" });
  expect(await read(id)).toMatchObject({ phase: "retire_old" });
});

import { beforeEach } from "vitest";
import type { CommandRequest, CommandView } from "#lib/contract/command.ts";
import type { CommandAck } from "#lib/contract/control.ts";
import type { Database } from "#lib/db/database.ts";
import { acknowledgeCommand, deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { flushHeartbeats } from "#lib/pipeline/ingest/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

export const T0 = NIGHT;
// Each test has credentials of its own: one that another lane still serves would be left alive.
export let OLD = { number: 3, fingerprint: "" };
export let NEW = { number: 4, fingerprint: "" };
export let OTHER = { number: 4, fingerprint: "" };

export let db: Database;
export let server: TestServer;
export let laneId: string;
let servers = 0;
export let replicas: TestReplica[];

export const loaded = ({ number, fingerprint }: typeof OLD) => ({
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

export const start = (
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
export const rotate = (seconds: number, input: Partial<CommandRequest> = {}) =>
  requestCommand({
    ctx: operatorOf(db, at(T0, seconds)),
    laneId,
    request: { kind: "rotate", reason: "on call", ...input },
    idempotencyKey: null,
  });
export const named = (name: string): TestReplica => {
  const replica = replicas.find((one) => one.name === name);
  if (!replica) throw new Error(`there is no ${name}`);
  return replica;
};
export const deliver = async (name: string, seconds: number) =>
  (await deliverCommands({ ctx: server.ctx(at(T0, seconds)), replica: name })).commands;
export const ack = (id: string, replica: string, seconds: number, said: Omit<CommandAck, "replica">) =>
  acknowledgeCommand({ ctx: server.ctx(at(T0, seconds)), commandId: id, ack: { replica, ...said } });
export const prepared = (id: string, replica: string, seconds: number, generation = NEW, fence?: number) =>
  ack(id, replica, seconds, { status: "succeeded", phase: "prepare", generation, ...(fence === undefined ? {} : { fence }) });
export const beat = async (seconds: number, names = replicas.map(({ name }) => name)) => {
  for (const name of names) {
    const replica = named(name);
    await replica.send(at(T0, seconds), replica.event("server.heartbeat", {}, { at: at(T0, seconds) }));
  }
  await flushHeartbeats(db);
};
export const sweep = (seconds: number) => sweepCommands(db, at(T0, seconds));
export const read = async (id: string): Promise<CommandView> => {
  const command = await readCommandView(db, id);
  if (!command) throw new Error("no such command");
  return command;
};
export const holders = async (id: string) =>
  db.query<{ replica: string; fence: number; status: string }>(
    `SELECT r.name AS replica, t.fence, t.status FROM command_target t JOIN replica r ON r.id = t.replica_id
     WHERE t.command_id = $1 AND t.phase = 'prepare' ORDER BY t.fence`,
    [id],
  );
export const holder = async (id: string): Promise<string> => (await holders(id)).at(-1)?.replica ?? "nobody";
export const unused = (id: string) =>
  db.query<{ after: { replica: string; fingerprint: string } }>(
    "SELECT after FROM action WHERE correlation_id = $1 AND action = 'command.candidate_unused'",
    [id],
  );
export async function adopt(id: string, name: string, seconds: number, generation = NEW): Promise<void> {
  const replica = named(name);
  await replica.send(at(T0, seconds), replica.event("rotation.cut_over", loaded(generation), { at: at(T0, seconds) }));
  await ack(id, name, seconds, { status: "succeeded", phase: "adopt", generation });
}

/** A rotation whose first holder got its lease at second 2 and says nothing until second 40, when the next one has it. */
export async function handedOn(): Promise<{ id: string; first: string; second: string }> {
  const id = await rotate(1);
  const first = await holder(id);
  await deliver(first, 2);
  await beat(30);
  await sweep(40);
  return { id, first, second: await holder(id) };
}

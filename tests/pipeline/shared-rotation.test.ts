import { beforeAll, expect, test } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { acknowledgeCommand, deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { attestRetirement } from "#lib/pipeline/edit/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
const ROUNDS = 12;

let db: Database;
beforeAll(async () => {
  db = await createTestDatabase();
});

const fingerprint = (round: number, which: number) => `${which}${String(round).padStart(15, "0")}`;
const loaded = (number: number, name: string) => ({ generation: number, fingerprint: name, expires_at: "never" as const });

/** One lane of one server, with one replica that serves the shared credential. */
interface Sharer {
  server: TestServer;
  replica: TestReplica;
  laneId: string;
  next: { number: number; fingerprint: string };
}

async function share(slug: string, round: number, which: number): Promise<Sharer> {
  const server = await registerTestServer(db, `${slug}-${round}`);
  const replica = server.replica("web-1");
  const declared = { provider: "github", capabilities: ["retire" as const] };
  await replica.send(
    T0,
    replica.event("lane.declared", declared, { at: T0 }),
    replica.event("credential.loaded", loaded(3, fingerprint(round, 1)), { at: T0 }),
  );
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  return { server, replica, laneId: lane?.id ?? "", next: { number: 4, fingerprint: fingerprint(round, which) } };
}

const rotate = ({ laneId }: Sharer) =>
  requestCommand({
    ctx: operatorOf(db, at(T0, 1)),
    laneId,
    request: { kind: "rotate", reason: "leaked", retire_old: "when_proven" },
    idempotencyKey: null,
  });
const ack = ({ server }: Sharer, commandId: string, seconds: number, said: object) =>
  acknowledgeCommand({
    ctx: server.ctx(at(T0, seconds)),
    commandId,
    ack: { replica: "web-1", status: "succeeded", ...said } as Parameters<typeof acknowledgeCommand>[0]["ack"],
  });
const prepare = (one: Sharer, id: string) => ack(one, id, 2, { phase: "prepare", generation: one.next });
const adopt = async (one: Sharer, id: string, seconds: number) => {
  const now = at(T0, seconds);
  await one.replica.send(now, one.replica.event("rotation.cut_over", loaded(one.next.number, one.next.fingerprint), { at: now }));
  await ack(one, id, seconds, { phase: "adopt", generation: one.next });
};
const retirements = async (...ids: string[]): Promise<{ id: string; status: string }[]> =>
  db.query("SELECT command_id AS id, status FROM command_target WHERE phase = 'retire_old' AND command_id = ANY($1::uuid[])", [
    ids,
  ]);
const closings = async (...ids: string[]) => Promise.all(ids.map(async (id) => (await readCommandView(db, id))?.closed_as));

test("of two lanes that leave one credential side by side, one ends it and both close by that", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const [a, b] = await Promise.all([share("side-a", round, 2), share("side-b", round, 3)]);
    const [first, second] = await Promise.all([rotate(a), rotate(b)]);
    await Promise.all([prepare(a, first), prepare(b, second)]);
    expect(await retirements(first, second)).toEqual([]);

    await Promise.all([adopt(a, first, 3), adopt(b, second, 3), sweepCommands(db, at(T0, 20)), sweepCommands(db, at(T0, 20))]);
    await Promise.all([sweepCommands(db, at(T0, 40)), sweepCommands(db, at(T0, 40))]);
    const asked = await retirements(first, second);
    expect(asked).toHaveLength(1);
    expect(await closings(first, second)).toEqual([null, null]);

    const [ender, id] = asked[0]?.id === first ? [a, first] : [b, second];
    const { commands } = await deliverCommands({ ctx: ender.server.ctx(at(T0, 41)), replica: "web-1" });
    expect(commands).toMatchObject([{ id, phase: "retire_old", args: { generation: { fingerprint: fingerprint(round, 1) } } }]);
    await ack(ender, id, 42, { phase: "retire_old" });
    await sweepCommands(db, at(T0, 110));
    expect(await closings(first, second)).toEqual(["proven", "proven"]);
    expect(await retirements(first, second)).toMatchObject([{ id, status: "succeeded" }]);
  }
}, 120_000);

test("neither is asked while the other still serves it, whichever moves first", async () => {
  for (let round = ROUNDS; round < ROUNDS + 4; round += 1) {
    const [a, b] = await Promise.all([share("turn-a", round, 2), share("turn-b", round, 3)]);
    const [first, second] = await Promise.all([rotate(a), rotate(b)]);
    await Promise.all([prepare(a, first), prepare(b, second)]);
    const [early, late] = round % 2 === 0 ? [a, b] : [b, a];
    const [earlyId, lateId] = round % 2 === 0 ? [first, second] : [second, first];
    await adopt(early, earlyId, 3);
    for (const seconds of [20, 40, 60]) {
      for (const { replica } of [a, b])
        await replica.send(at(T0, seconds), replica.event("server.started", {}, { at: at(T0, seconds) }));
      await Promise.all([sweepCommands(db, at(T0, seconds)), sweepCommands(db, at(T0, seconds))]);
    }
    expect(await retirements(first, second)).toEqual([]);
    await adopt(late, lateId, 61);
    await Promise.all([sweepCommands(db, at(T0, 70)), sweepCommands(db, at(T0, 70))]);
    expect(await retirements(first, second)).toHaveLength(1);
  }
}, 120_000);

test("another lane is asked where the one that was asked has done nothing", async () => {
  const [a, b] = await Promise.all([share("able-a", 99, 2), share("able-b", 99, 3)]);
  const [first, second] = await Promise.all([rotate(a), rotate(b)]);
  await Promise.all([prepare(a, first), prepare(b, second)]);
  await adopt(a, first, 3);
  await adopt(b, second, 4);
  expect(await retirements(first, second)).toMatchObject([{ id: second }]);
  await ack(b, second, 5, { status: "failed", phase: "retire_old", code: "not_able" });
  await sweepCommands(db, at(T0, 30));
  expect((await retirements(first, second)).filter(({ id }) => id === first)).toHaveLength(1);
});

test("a person's word on a shared credential closes the rotations of all that left it", async () => {
  const [a, b] = await Promise.all([share("word-a", 98, 2), share("word-b", 98, 3)]);
  const [first, second] = await Promise.all([rotate(a), rotate(b)]);
  await Promise.all([prepare(a, first), prepare(b, second)]);
  await adopt(a, first, 3);
  await adopt(b, second, 4);
  await ack(b, second, 5, { status: "failed", phase: "retire_old", code: "retire_failed" });
  const reason = "revoked in the provider's console";
  await attestRetirement({
    ctx: operatorOf(db, at(T0, 6)),
    laneId: a.laneId,
    number: 3,
    fingerprint: fingerprint(98, 1),
    reason,
  });
  await sweepCommands(db, at(T0, 80));
  expect(await closings(first, second)).toEqual(["attested", "attested"]);
});

import { beforeEach, expect, test } from "vitest";
import { noteGoneReplicas, pruneReplicas } from "#lib/db/departed-replicas.ts";
import { acknowledgeCommand, deliverCommands } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { flushHeartbeats } from "#lib/pipeline/ingest/index.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { at, type TestReplica } from "./reporter.ts";
import {
  ack,
  adopt,
  beat,
  db,
  deliver,
  holder,
  laneId,
  NEW,
  OLD,
  prepared,
  read,
  replicas,
  rotate,
  server,
  start,
  sweep,
  T0,
} from "./rotating-fleet.ts";

const DAY_S = 86_400;
let laptop: TestReplica;

/** A developer's machine beside three services, on the key that they serve. */
beforeEach(async () => {
  laptop = server.workstation("laptop");
  await start(laptop, 1, OLD);
});

const onLaptop = (seconds: number) => {
  const ctx = server.ctx(at(T0, seconds));
  return { ...ctx, actor: { ...server.actor, keyKind: "workstation" as const } };
};
const heard = async (seconds: number) => {
  await laptop.send(at(T0, seconds), laptop.event("server.heartbeat", {}, { at: at(T0, seconds) }));
  await flushHeartbeats(db);
};
const judged = async (seconds: number) => {
  await judgeDueLanes(db, at(T0, seconds));
  return readLane(db, laneId, at(T0, seconds));
};
const stopServices = async (seconds: number) => {
  for (const replica of replicas)
    await replica.send(at(T0, seconds), replica.event("server.stopped", {}, { at: at(T0, seconds) }));
};
const goneAt = (name: string) =>
  db.query("SELECT 1 FROM replica WHERE server_id = $1 AND name = $2 AND gone_at IS NOT NULL", [server.id, name]);

test("a laptop that goes on reporting keeps no lane live whose services have stopped", async () => {
  await stopServices(10);
  await heard(30);
  expect(await judged(31)).toMatchObject({
    freshness: "silent",
    generation: { number: 3 },
    last_report_at: at(T0, 10).toISOString(),
  });
  const alerts = await db.query("SELECT condition FROM alert WHERE lane_id = $1 AND state = 'open'", [laneId]);
  expect(alerts).toEqual([{ condition: "silent" }]);
});

test("nor one whose services fell silent, who are not taken for gone because a laptop was heard after them", async () => {
  for (let seconds = 30; seconds <= 240; seconds += 30) await heard(seconds);
  await noteGoneReplicas(db, at(T0, 240));
  expect(await goneAt("web-1")).toEqual([]);
  expect(await judged(241)).toMatchObject({ freshness: "silent", generation: { number: 3 } });
  // A day after a laptop has gone, its leaving is not the moment at which a service was heard.
  await laptop.send(at(T0, 250), laptop.event("server.stopped", {}, { at: at(T0, 250) }));
  await pruneReplicas(db, at(T0, DAY_S), 100);
  expect(await db.query("SELECT 1 FROM replica WHERE server_id = $1 AND name = 'laptop'", [server.id])).toEqual([]);
  await noteGoneReplicas(db, at(T0, DAY_S));
  expect(await goneAt("web-1")).toEqual([]);
});

test("a laptop on the old key is asked to adopt, shown behind, and holds no rotation up", async () => {
  const id = await rotate(2, { retire_old: "when_proven" });
  expect(await holder(id)).not.toBe("laptop");
  await prepared(id, await holder(id), 3);
  for (const { name } of replicas) await adopt(id, name, 4);
  expect((await read(id)).targets).toContainEqual(
    expect.objectContaining({ replica: "laptop", phase: "adopt", status: "queued" }),
  );
  expect(await read(id)).toMatchObject({ status: "succeeded", phase: "retire_old" });
  const [ender] = (await read(id)).targets.filter(({ phase }) => phase === "retire_old");
  expect(ender).toMatchObject({ replica: expect.stringMatching(/^web-/) });
  await deliver(ender?.replica ?? "", 5);
  await ack(id, ender?.replica ?? "", 6, { status: "succeeded", phase: "retire_old" });
  expect(await read(id)).toMatchObject({ closed_as: "proven" });
  expect(await judged(7)).toMatchObject({ rotation: null, behind: { replicas: 1 }, generation: { number: NEW.number } });
  expect((await readLane(db, laneId, at(T0, 7)))?.replicas.find(({ name }) => name === "laptop")).toMatchObject({ behind: true });
});

test("a laptop that obeys late is heard, and changes nothing of the rotation", async () => {
  const id = await rotate(2, { retire_old: { after_s: 600 } });
  await prepared(id, await holder(id), 3);
  for (const { name } of replicas) await adopt(id, name, 4);
  expect((await deliverCommands({ ctx: onLaptop(5), replica: "laptop" })).commands).toMatchObject([{ id, phase: "adopt" }]);
  const said = { replica: "laptop", status: "failed", phase: "adopt", code: "not_in_store" } as const;
  await acknowledgeCommand({ ctx: onLaptop(6), commandId: id, ack: said });
  expect(await read(id)).toMatchObject({ status: "succeeded", phase: "retire_old" });
});

test("a laptop prepares nothing while the services are away: the first that comes back does", async () => {
  await stopServices(10);
  const id = await rotate(20);
  await heard(21);
  expect((await deliverCommands({ ctx: onLaptop(22), replica: "laptop" })).commands).toEqual([]);
  await sweep(60);
  const back = server.replica("web-4");
  replicas.push(back);
  await start(back, 61);
  await beat(62, ["web-4"]);
  expect(await deliver("web-4", 63)).toMatchObject([{ id, phase: "prepare" }]);
});

test("a laptop has the clock look at no lane whose services are away, and a service that comes back does", async () => {
  const due = (seconds: number) =>
    db.query("SELECT 1 FROM lane WHERE id = $1 AND next_deadline_at <= $2", [laneId, at(T0, seconds)]);
  const judgements = () => db.query<{ version: number }>("SELECT version FROM lane WHERE id = $1", [laneId]);
  await stopServices(10);
  await judged(11);
  const before = await judgements();
  await heard(30);
  const calls = { generation: OLD.number, route: { tool: "get_issue" }, result: "ok", count: 3 } as const;
  await laptop.send(at(T0, 31), laptop.event("call.usage", calls, { at: at(T0, 31) }));
  expect(await due(32)).toEqual([]);
  expect(await judgements()).toEqual(before);
  const back = server.replica("web-4");
  await back.send(at(T0, 40), back.event("server.started", { durable: true }, { at: at(T0, 40) }));
  expect(await due(41)).toHaveLength(1);
});

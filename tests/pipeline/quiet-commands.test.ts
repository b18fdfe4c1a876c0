import { expect, test } from "vitest";
import { requestCommand } from "#lib/pipeline/command/index.ts";
import { at, operatorOf } from "./reporter.ts";
import {
  ack,
  adopt,
  beat,
  db,
  deliver,
  holder,
  laneId,
  prepared,
  read,
  replicas,
  rotate,
  server,
  start,
  sweep,
  T0,
} from "./rotating-fleet.ts";

const MINUTE = 60;

/** Everything that readers could take for news of a command and its lane. */
async function noise(id: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await db.query<Record<string, unknown>>(
    `SELECT c.version, l.control_version, l.version AS lane_version, s.control_version AS server_version,
            (SELECT count(*) FROM outbox o WHERE o.server_id = s.id AND o.topic <> 'server') AS told,
            (SELECT count(*) FROM action a WHERE a.correlation_id = c.id::text) AS written
     FROM command c JOIN lane l ON l.id = c.lane_id JOIN server s ON s.id = c.server_id WHERE c.id = $1`,
    [id],
  );
  return row;
}

/** Lets the clock look at every command for a while, as its replicas go on reporting. Returns how often it looked at this one. */
async function wait(id: string, from: number, until: number, stepS = 15): Promise<number> {
  let looks = 0;
  for (let second = from; second <= until; second += stepS) {
    await beat(second);
    const dueAt = async () =>
      (await db.query<{ at: Date | null }>("SELECT next_check_at AS at FROM command WHERE id = $1", [id]))[0]?.at?.getTime();
    const before = await dueAt();
    await sweep(second);
    if ((await dueAt()) !== before) looks += 1;
  }
  return looks;
}

async function overlapped(retireOld: "when_proven" | { after_s: number }): Promise<string> {
  const id = await rotate(1, { retire_old: retireOld });
  await prepared(id, await holder(id), 2);
  for (const { name } of replicas) await adopt(id, name, 3);
  return id;
}

test("an overlap of an hour is looked at and says nothing until its old generation is to die", async () => {
  const id = await overlapped({ after_s: 3_600 });
  expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded" });
  await wait(id, 15, 2 * MINUTE);
  const before = await noise(id);
  expect(await wait(id, 3 * MINUTE, 20 * MINUTE)).toBeGreaterThan(10);
  expect(await noise(id)).toEqual(before);
  await wait(id, 3_600, 3_630);
  expect((await read(id)).targets.filter(({ phase }) => phase === "retire_old")).toHaveLength(1);
});

test("a rotation that waits for one who is behind says nothing while it waits", async () => {
  const id = await rotate(1, { retire_old: "when_proven" });
  await prepared(id, await holder(id), 2);
  const late = server.replica("web-4");
  replicas.push(late);
  await start(late, 3);
  for (const name of ["web-1", "web-2", "web-3"]) await adopt(id, name, 4);
  await ack(id, late.name, 5, { status: "failed", phase: "adopt", code: "not_in_store" });
  expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded" });
  await wait(id, 15, 2 * MINUTE);
  const before = await noise(id);
  expect(await wait(id, 3 * MINUTE, 10 * MINUTE)).toBeGreaterThan(5);
  expect(await noise(id)).toEqual(before);
});

test("what a pause holds says nothing, and keeps the whole of its time", async () => {
  const id = await rotate(1);
  await requestCommand({
    ctx: operatorOf(db, at(T0, 2)),
    laneId,
    request: { kind: "pause", reason: "wait" },
    idempotencyKey: null,
  });
  await prepared(id, await holder(id), 3);
  await wait(id, 15, 2 * MINUTE);
  const before = await noise(id);
  await wait(id, 3 * MINUTE, 20 * MINUTE);
  expect([await noise(id), await read(id)]).toMatchObject([before, { phase: "prepare", candidate: { number: 4 } }]);
});

test("a pause that one replica does not answer says so once", async () => {
  const id = await requestCommand({
    ctx: operatorOf(db, at(T0, 1)),
    laneId,
    request: { kind: "pause", reason: "leaked" },
    idempotencyKey: null,
  });
  for (const name of ["web-1", "web-2", "web-3"]) await deliver(name, 2);
  for (const name of ["web-1", "web-2"]) await ack(id, name, 3, { status: "succeeded" });
  await wait(id, 15, 3 * MINUTE);
  expect(await read(id)).toMatchObject({ status: "timed_out" });
  const before = await noise(id);
  expect(await wait(id, 4 * MINUTE, 8 * MINUTE)).toBeGreaterThan(5);
  expect(await noise(id)).toEqual(before);
  await ack(id, "web-3", 9 * MINUTE, { status: "succeeded" });
  expect([await read(id), Number((await noise(id))?.version) > Number(before?.version)]).toMatchObject([
    { status: "succeeded" },
    true,
  ]);
});

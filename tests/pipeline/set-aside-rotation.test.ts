import { expect, test } from "vitest";
import { setAsideLane } from "#lib/pipeline/alert/index.ts";
import { takeUpLanes } from "#lib/pipeline/record/index.ts";
import { at } from "./reporter.ts";
import { ack, adopt, db, deliver, holder, laneId, prepared, read, replicas, rotate, sweep, T0 } from "./rotating-fleet.ts";

test("a rotation waits while its lane is set aside: what is answered meanwhile proves no old credential dead", async () => {
  const id = await rotate(1, { retire_old: "when_proven" });
  const first = await holder(id);
  await deliver(first, 2);
  await prepared(id, first, 3);
  await setAsideLane(db, laneId, new TypeError("a state that cannot be read"), at(T0, 4));
  for (const { name } of replicas) await adopt(id, name, 5);
  await sweep(30);
  expect(await read(id)).toMatchObject({ phase: "adopt", closed_as: null });
  expect((await read(id)).targets.filter(({ phase, status }) => phase === "adopt" && status === "succeeded")).toHaveLength(3);

  expect(await takeUpLanes(db, at(T0, 65))).toBe(1);
  await sweep(66);
  expect(await read(id)).toMatchObject({ phase: "retire_old", status: "succeeded", closed_as: null });
  const [ender] = (await read(id)).targets.filter(({ phase }) => phase === "retire_old");
  await deliver(ender?.replica ?? "", 67);
  await ack(id, ender?.replica ?? "", 68, { status: "succeeded", phase: "retire_old" });
  expect(await read(id)).toMatchObject({ closed_as: "proven" });
});

import { describe, expect, it } from "vitest";
import type { CommandRequest } from "#lib/contract/command.ts";
import { deliverCommands, requestCommand } from "#lib/pipeline/command/index.ts";
import { at, operatorOf } from "./reporter.ts";
import {
  ack,
  adopt,
  beat,
  db,
  deliver,
  holder,
  laneId,
  loaded,
  NEW,
  named,
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

import { describe, expect, it } from "vitest";
import { acknowledgeCommand, deliverCommands, requestCommand } from "#lib/pipeline/command/index.ts";
import { at, operatorOf, registerTestServer } from "./reporter.ts";
import {
  ack,
  beat,
  db,
  deliver,
  handedOn,
  holder,
  holders,
  loaded,
  NEW,
  named,
  OLD,
  OTHER,
  prepared,
  read,
  replicas,
  rotate,
  server,
  start,
  sweep,
  T0,
  unused,
} from "./rotating-fleet.ts";

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
    const lonely = await registerTestServer(db, "lonely");
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

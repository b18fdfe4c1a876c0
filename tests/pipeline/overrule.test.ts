import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { acknowledgeCommand, deliverCommands, requestCommand } from "#lib/pipeline/command/index.ts";
import { overruleVerdict, setPolicy } from "#lib/pipeline/edit/index.ts";
import { carryVerdicts, judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
let db: Database;
let server: TestServer;
let one: TestReplica;
let two: TestReplica;
let laneId: string;
let tests = 0;
let key = { generation: 3, fingerprint: "" };

beforeEach(async () => {
  db ??= await createTestDatabase();
  tests += 1;
  key = { generation: 3, fingerprint: `0bea${String(tests).padStart(12, "0")}` };
  server = await registerTestServer(db, `overruled-${tests}`);
  one = server.replica("web-1");
  two = server.replica("web-2");
  for (const replica of [one, two])
    await replica.send(T0, replica.event("credential.loaded", { ...key, expires_at: "never" }, { at: T0 }));
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  laneId = lane?.id ?? "";
});

const accuse = (replica: TestReplica, when: Date, id: string, certainty: "inferred" | "confirmed" = "confirmed") =>
  replica.send(when, replica.event("credential.revoked", { ...key, certainty }, { at: when, id }));
const lane = async (now: Date) => {
  const detail = await readLane(db, laneId, now);
  if (!detail) throw new Error("no lane");
  return detail;
};
const request = (now: Date, input: { kind: "probe" | "resume"; replica?: string }) =>
  requestCommand({ ctx: operatorOf(db, now), laneId, request: { reason: "checking", ...input }, idempotencyKey: null });
const answer = (replica: TestReplica, commandId: string, now: Date, status: "succeeded" | "failed", code?: string) =>
  acknowledgeCommand({ ctx: server.ctx(now), commandId, ack: { replica: replica.name, status, ...(code ? { code } : {}) } });
const overrule = (now: Date, eventId: string, probeCommandId: string, number = 3) =>
  overruleVerdict({ ctx: operatorOf(db, now), laneId, number, eventId, probeCommandId, reason: "the probe passed" });

describe("an operator's probe", () => {
  it("asks one service, on a contained lane too, and is told replica by replica", async () => {
    await accuse(one, at(T0, 10), "said");
    const id = await request(at(T0, 20), { kind: "probe", replica: "web-2" });
    expect((await deliverCommands({ ctx: server.ctx(at(T0, 21)), replica: "web-2" })).commands).toMatchObject([
      { id, kind: "probe", args: { generation: { number: 3, fingerprint: key.fingerprint } } },
    ]);
    await answer(two, id, at(T0, 22), "succeeded");
    expect(await readCommandView(db, id)).toMatchObject({
      status: "succeeded",
      requested_by: "ann@example.com",
      candidate: { number: 3, fingerprint: key.fingerprint },
      targets: [{ replica: "web-2", status: "succeeded" }],
    });
    expect(await lane(at(T0, 23))).toMatchObject({ control: "contained" });
  });

  it("is refused where nobody could answer", async () => {
    await expect(request(at(T0, 5), { kind: "probe", replica: "web-9" })).rejects.toMatchObject({ code: "conflict" });
    await expect(request(at(T0, 900), { kind: "probe" })).rejects.toMatchObject({ code: "conflict" });
  });

  it("that nobody answers contains nothing", async () => {
    await request(at(T0, 5), { kind: "probe" });
    await judgeDueLanes(db, at(T0, 60));
    expect(await lane(at(T0, 60))).toMatchObject({ control: "active" });
  });
});

describe("an overrule", () => {
  it("sets the verdict aside, tells the replicas, and leaves resuming to a person", async () => {
    await accuse(one, at(T0, 10), "said");
    await expect(request(at(T0, 15), { kind: "resume" })).rejects.toMatchObject({ code: "preflight_refused" });
    const id = await request(at(T0, 20), { kind: "probe" });
    await answer((await probed(id)) === "web-1" ? one : two, id, at(T0, 22), "succeeded");
    const before = (await deliverCommands({ ctx: server.ctx(at(T0, 22)), replica: "web-1" })).desired.control_version;

    await overrule(at(T0, 30), "said", id);
    expect(await lane(at(T0, 30))).toMatchObject({ control: "contained", health: "healthy" });
    const { desired } = await deliverCommands({ ctx: server.ctx(at(T0, 31)), replica: "web-1" });
    expect(desired.control_version).toBeGreaterThan(before);
    expect(desired.lanes[0]).toMatchObject({ control: "contained", overruled: ["said"] });
    expect((await lane(at(T0, 31))).alerts.map(({ condition }) => condition)).toContain("revoked");

    await request(at(T0, 40), { kind: "resume" });
    await judgeDueLanes(db, at(T0, 41));
    expect(await lane(at(T0, 41))).toMatchObject({ control: "active", health: "healthy", alerts: [] });
    const [action] = await db.query<{ reason: string; after: unknown; actor_name: string }>(
      "SELECT reason, after, actor_name FROM action WHERE action = 'verdict.overruled' AND lane_id = $1",
      [laneId],
    );
    expect(action).toMatchObject({
      reason: "the probe passed",
      actor_name: "ann@example.com",
      after: { event_id: "said", probe_command_id: id, generation: 3 },
    });
  });

  it("needs a probe that passed, after the verdict, of that lane and generation", async () => {
    const early = await request(at(T0, 5), { kind: "probe", replica: "web-2" });
    await answer(two, early, at(T0, 6), "succeeded");
    await accuse(one, at(T0, 10), "said");
    await expect(overrule(at(T0, 12), "said", early)).rejects.toMatchObject({ code: "conflict" });

    const failed = await request(at(T0, 13), { kind: "probe", replica: "web-2" });
    await expect(overrule(at(T0, 14), "said", failed)).rejects.toMatchObject({ code: "conflict" });
    await answer(two, failed, at(T0, 15), "failed", "inconclusive");
    await expect(overrule(at(T0, 16), "said", failed)).rejects.toMatchObject({ code: "conflict" });

    const passed = await request(at(T0, 20), { kind: "probe", replica: "web-2" });
    await answer(two, passed, at(T0, 21), "succeeded");
    await expect(overrule(at(T0, 22), "another", passed)).rejects.toMatchObject({ code: "not_found" });
    await expect(overrule(at(T0, 22), "said", passed, 4)).rejects.toMatchObject({ code: "not_found" });
    await expect(overrule(at(T0, 22), "said", "00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({
      code: "not_found",
    });
    await overrule(at(T0, 23), "said", passed);
    await expect(overrule(at(T0, 24), "said", passed)).rejects.toMatchObject({ code: "conflict" });
  });

  it("does not outlive a new verdict", async () => {
    await accuse(one, at(T0, 10), "first");
    const id = await request(at(T0, 20), { kind: "probe", replica: "web-2" });
    await answer(two, id, at(T0, 21), "succeeded");
    await overrule(at(T0, 22), "first", id);
    await request(at(T0, 23), { kind: "resume" });
    await accuse(two, at(T0, 60), "second");
    expect(await lane(at(T0, 60))).toMatchObject({ control: "contained", health: "revoked" });
  });

  it("of what another server said frees this lane alone", async () => {
    const other = await registerTestServer(db, `source-${tests}`);
    const source = other.replica("web");
    await source.send(T0, source.event("credential.loaded", { ...key, generation: 9, expires_at: "never" }, { at: T0 }));
    await source.send(
      at(T0, 10),
      source.event("credential.revoked", { ...key, generation: 9, certainty: "confirmed" }, { at: at(T0, 10), id: "there" }),
    );
    await carryVerdicts(db, at(T0, 11));
    expect(await lane(at(T0, 11))).toMatchObject({ control: "contained" });
    const id = await request(at(T0, 20), { kind: "probe", replica: "web-2" });
    await answer(two, id, at(T0, 21), "succeeded");
    await overrule(at(T0, 22), "there", id);
    expect(await lane(at(T0, 22))).toMatchObject({ health: "healthy" });
    const [there] = await db.query<{ control: string; health: string }>("SELECT control, health FROM lane WHERE server_id = $1", [
      other.id,
    ]);
    expect(there).toEqual({ control: "contained", health: "revoked" });
  });
});

describe("an operator's policy", () => {
  it("may ask for confirmation, and be given back to the declaration", async () => {
    await setPolicy({ ctx: operatorOf(db, at(T0, 1)), laneId, patch: { contain_on: "confirmed" } });
    await accuse(one, at(T0, 10), "a", "inferred");
    await accuse(two, at(T0, 11), "b", "inferred");
    expect(await lane(at(T0, 11))).toMatchObject({ control: "active", health: "revoked" });
    await setPolicy({ ctx: operatorOf(db, at(T0, 20)), laneId, patch: { contain_on: null } });
    expect(await lane(at(T0, 20))).toMatchObject({ control: "contained" });
    const actions = await db.query<{ before: unknown; after: unknown }>(
      "SELECT before, after FROM action WHERE action = 'lane.policy_changed' AND lane_id = $1 ORDER BY id",
      [laneId],
    );
    expect(actions).toEqual([
      { before: {}, after: { containOn: "confirmed" } },
      { before: { containOn: "confirmed" }, after: {} },
    ]);
  });

  it("is not loosened by what a server declares", async () => {
    await one.send(
      at(T0, 5),
      one.event("lane.declared", { provider: "github", policy: { contain_on: "never" } }, { at: at(T0, 5) }),
    );
    await accuse(one, at(T0, 10), "said");
    expect(await lane(at(T0, 10))).toMatchObject({ control: "contained" });
  });

  it("changes windows that the lane's clock counts to", async () => {
    await one.send(
      at(T0, 5),
      one.event(
        "credential.loaded",
        { ...key, issued_at: T0.toISOString(), expires_at: at(T0, 3_600).toISOString() },
        { at: at(T0, 5) },
      ),
    );
    await setPolicy({ ctx: operatorOf(db, at(T0, 10)), laneId, patch: { refusal_s: 600 } });
    expect((await lane(at(T0, 10))).deadlines.refuse_at).toBe(at(T0, 3_000).toISOString());
  });
});

async function probed(id: string): Promise<string | undefined> {
  return (await readCommandView(db, id))?.targets[0]?.replica;
}

it("leaves nothing inconsistent behind", async () => {
  expect(await findViolations(db, at(T0, 61))).toEqual([]);
});

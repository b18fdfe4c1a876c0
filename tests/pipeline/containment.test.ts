import { beforeEach, describe, expect, it } from "vitest";
import type { CommandView } from "#lib/contract/command.ts";
import type { CommandAck } from "#lib/contract/control.ts";
import type { Database } from "#lib/db/database.ts";
import { acknowledgeCommand, deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { listCommands } from "#lib/views/list-commands.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
let db: Database;
let server: TestServer;
let servers = 0;
let key = { generation: 3, fingerprint: "" };

beforeEach(async () => {
  db ??= await createTestDatabase();
  servers += 1;
  key = { generation: 3, fingerprint: `c0c0${String(servers).padStart(12, "0")}` };
  server = await registerTestServer(db, `fleet-${servers}`);
});

/** Replicas that serve the key, from T0 on. */
async function fleet(count: number, of: TestServer = server): Promise<TestReplica[]> {
  const replicas = Array.from({ length: count }, (_, index) => of.replica(`web-${index + 1}`));
  for (const replica of replicas) await serve(replica, T0);
  return replicas;
}
const serve = (replica: TestReplica, when: Date, generation = key) =>
  replica.send(
    when,
    replica.event("credential.loaded", { ...generation, issued_at: T0.toISOString(), expires_at: "never" }, { at: when }),
  );
const revoked = (replica: TestReplica, when: Date, certainty: "inferred" | "confirmed" = "inferred") =>
  replica.event("credential.revoked", { ...key, certainty, reason: "worked_before" }, { at: when });
const say = (replica: TestReplica, when: Date, certainty?: "inferred" | "confirmed") =>
  replica.send(when, revoked(replica, when, certainty));

async function laneOf(of: TestServer, now: Date) {
  const [row] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [of.id]);
  const lane = row && (await readLane(db, row.id, now));
  if (!lane) throw new Error("no lane");
  return lane;
}
const lane = (now: Date) => laneOf(server, now);
async function probes(): Promise<CommandView[]> {
  const { items } = await listCommands(db, { lane: (await lane(T0)).id, limit: 50 }, T0);
  return items.filter(({ kind }) => kind === "probe");
}
async function onlyProbe(): Promise<CommandView> {
  const [probe, ...more] = await probes();
  if (!probe || more.length > 0) throw new Error(`${more.length + (probe ? 1 : 0)} probes`);
  return probe;
}
const answer = (replica: TestReplica, id: string, now: Date, said: Omit<CommandAck, "replica">) =>
  acknowledgeCommand({ ctx: server.ctx(now), commandId: id, ack: { replica: replica.name, ...said } });
const fetchCommands = async (replica: TestReplica, now: Date) =>
  (await deliverCommands({ ctx: server.ctx(now), replica: replica.name })).commands;

describe("one replica of several infers a revocation", () => {
  it("has another one asked, which gets ten seconds and only that question", async () => {
    const [one, two, three] = await fleet(3);
    if (!one || !two || !three) throw new Error("no fleet");
    await two.send(at(T0, 5), two.event("server.heartbeat", {}, { at: at(T0, 5) }));
    await say(one, at(T0, 10));
    expect(await lane(at(T0, 10))).toMatchObject({ control: "active", health: "revoked" });
    const probe = await onlyProbe();
    expect(probe).toMatchObject({
      kind: "probe",
      requested_by: "lanekeeper",
      requested_by_kind: "system",
      expires_at: at(T0, 20).toISOString(),
      targets: [{ replica: "web-2", status: "queued" }],
    });
    expect(await fetchCommands(three, at(T0, 11))).toEqual([]);
    expect(await fetchCommands(two, at(T0, 11))).toMatchObject([
      { id: probe.id, kind: "probe", phase: null, args: { generation: { number: 3, fingerprint: key.fingerprint } } },
    ]);
    await expect(answer(three, probe.id, at(T0, 12), { status: "succeeded" })).resolves.toBeUndefined();
    expect((await onlyProbe()).targets).toHaveLength(1);
  });

  it("is contradicted by a passed probe: nobody is stopped, and the alert says so", async () => {
    const [one, two] = await fleet(2);
    if (!one || !two) throw new Error("no fleet");
    await say(one, at(T0, 10));
    const { id } = await onlyProbe();
    await answer(two, id, at(T0, 12), { status: "succeeded" });
    await judgeDueLanes(db, at(T0, 13));
    await judgeDueLanes(db, at(T0, 25));
    expect(await lane(at(T0, 25))).toMatchObject({ control: "active", health: "revoked" });
    expect((await lane(at(T0, 25))).conditions[0]?.detail).toBe(
      "one replica says revoked (refused although it worked before and should still live); another's probe passed",
    );
    const alerts = await db.query<{ summary: string }>("SELECT summary FROM alert WHERE state = 'open'");
    expect(alerts.map(({ summary }) => summary)).toContainEqual(expect.stringContaining("another's probe passed"));
    expect(await onlyProbe()).toMatchObject({ status: "succeeded" });
  });

  it("is asked about once, though one refused call is told in two events that arrive apart", async () => {
    const [one, two] = await fleet(2);
    if (!one || !two) throw new Error("no fleet");
    const failed = one.event(
      "auth.failed",
      { ...key, outcome: "credential_revoked", certainty: "inferred", count: 1, route: { tool: "issues_create" } },
      { at: at(T0, 10) },
    );
    await say(one, at(T0, 10));
    const { id } = await onlyProbe();
    await answer(two, id, at(T0, 12), { status: "succeeded" });
    await judgeDueLanes(db, at(T0, 12));
    await one.send(at(T0, 13), failed);
    await judgeDueLanes(db, at(T0, 30));
    expect(await onlyProbe()).toMatchObject({ id, status: "succeeded" });
    expect(await lane(at(T0, 30))).toMatchObject({ control: "active" });
  });

  it("is contained when the probe of another says so too", async () => {
    const [one, two] = await fleet(2);
    if (!one || !two) throw new Error("no fleet");
    await say(one, at(T0, 10));
    const { id } = await onlyProbe();
    await answer(two, id, at(T0, 12), { status: "failed", code: "credential_revoked", detail: "the provider refuses it" });
    await judgeDueLanes(db, at(T0, 12));
    expect(await lane(at(T0, 12))).toMatchObject({ control: "contained" });
    const told = await db.query<{ summary: string; outcome: string }>(
      "SELECT summary, outcome FROM action WHERE correlation_id = $1 AND action <> 'command.requested' ORDER BY id",
      [id],
    );
    expect(told).toEqual([
      { summary: "web-2: the provider refuses the credential (credential_revoked)", outcome: "ok" },
      { summary: "Probe of github-prod: the provider refuses the credential", outcome: "ok" },
    ]);
    const commands = (await lane(at(T0, 12))).replicas.map(({ command }) => [command?.kind, command?.requested_by_kind]);
    expect(commands).toEqual(commands.map(() => ["pause", "system"]));
  });

  it("is contained when nobody answers within ten seconds, whoever keeps the clock by then", async () => {
    await fleet(3).then(([one]) => one && say(one, at(T0, 10)));
    await sweepCommands(db, at(T0, 19));
    await judgeDueLanes(db, at(T0, 19));
    expect(await lane(at(T0, 19))).toMatchObject({ control: "active" });
    // The worker that was to look died; another one, with nothing but the database, takes its place.
    await judgeDueLanes(db, at(T0, 20));
    await sweepCommands(db, at(T0, 20));
    expect(await lane(at(T0, 20))).toMatchObject({ control: "contained" });
    expect(await onlyProbe()).toMatchObject({ status: "expired" });
    const [action] = await db.query<{ summary: string }>(
      "SELECT summary FROM action WHERE action = 'lane.contained' ORDER BY id DESC LIMIT 1",
    );
    expect(action?.summary).toBe(
      "Contained github-prod: generation 3 was revoked (one replica says so, and no other answered in time)",
    );
  });

  it("hands the question on where a replica cannot tell, within the same ten seconds", async () => {
    const [one, two, three] = await fleet(3);
    if (!one || !two || !three) throw new Error("no fleet");
    await say(one, at(T0, 10));
    const first = await onlyProbe();
    const asked = first.targets[0]?.replica === "web-2" ? two : three;
    const other = asked === two ? three : two;
    await fetchCommands(asked, at(T0, 11));
    await answer(asked, first.id, at(T0, 12), { status: "failed", code: "inconclusive" });
    await judgeDueLanes(db, at(T0, 12));
    const [command] = await fetchCommands(other, at(T0, 13));
    expect(command).toMatchObject({ id: first.id, expires_at: at(T0, 20).toISOString() });
    await answer(other, first.id, at(T0, 14), { status: "succeeded" });
    await judgeDueLanes(db, at(T0, 15));
    await judgeDueLanes(db, at(T0, 30));
    expect(await lane(at(T0, 30))).toMatchObject({ control: "active" });
    expect(await onlyProbe()).toMatchObject({ status: "succeeded" });
  });

  it("contains where nobody is left who could tell", async () => {
    const [one, two] = await fleet(2);
    if (!one || !two) throw new Error("no fleet");
    await say(one, at(T0, 10));
    await answer(two, (await onlyProbe()).id, at(T0, 12), { status: "failed", code: "no_probe" });
    await judgeDueLanes(db, at(T0, 12));
    expect(await lane(at(T0, 12))).toMatchObject({ control: "contained" });
  });

  it("keeps a late answer as evidence, and contained", async () => {
    const [one, two] = await fleet(2);
    if (!one || !two) throw new Error("no fleet");
    await say(one, at(T0, 10));
    const { id } = await onlyProbe();
    await fetchCommands(two, at(T0, 11));
    await judgeDueLanes(db, at(T0, 20));
    await sweepCommands(db, at(T0, 20));
    expect(await onlyProbe()).toMatchObject({ status: "timed_out" });
    await answer(two, id, at(T0, 21), { status: "succeeded" });
    await judgeDueLanes(db, at(T0, 22));
    expect(await onlyProbe()).toMatchObject({ status: "succeeded" });
    expect(await lane(at(T0, 22))).toMatchObject({ control: "contained" });
  });

  it("among 200 stops nobody while one is asked, and asks one only", async () => {
    const replicas = await fleet(200);
    const [one] = replicas;
    if (!one) throw new Error("no fleet");
    await say(one, at(T0, 10));
    const probe = await onlyProbe();
    expect(probe.targets).toHaveLength(1);
    const asked = replicas.find(({ name }) => name === probe.targets[0]?.replica);
    if (!asked) throw new Error("nobody was asked");
    expect(await lane(at(T0, 10))).toMatchObject({ control: "active" });
    await answer(asked, probe.id, at(T0, 11), { status: "succeeded" });
    await judgeDueLanes(db, at(T0, 40));
    expect(await lane(at(T0, 40))).toMatchObject({ control: "active" });
  }, 60_000);
});

describe("several voices", () => {
  it("contain once when two come at the same moment, in two transactions", async () => {
    const [one, two] = await fleet(3);
    if (!one || !two) throw new Error("no fleet");
    await Promise.all([say(one, at(T0, 10)), say(two, at(T0, 10))]);
    expect(await lane(at(T0, 10))).toMatchObject({ control: "contained" });
    const contained = await db.query("SELECT 1 FROM action WHERE action = 'lane.contained' AND server_id = $1", [server.id]);
    expect(contained).toHaveLength(1);
  });

  it("are told to replicas with how sure they are", async () => {
    const [one, two] = await fleet(3);
    if (!one || !two) throw new Error("no fleet");
    const desired = async (second: number) =>
      (await deliverCommands({ ctx: server.ctx(at(T0, second)), replica: "web-3" })).desired.lanes[0];
    expect(await desired(9)).not.toHaveProperty("certainty");
    await say(one, at(T0, 10));
    await say(two, at(T0, 11));
    expect(await desired(12)).toMatchObject({ control: "contained", certainty: "inferred" });
  });

  it("contain at once on a confirmed one", async () => {
    const [one] = await fleet(3);
    if (!one) throw new Error("no fleet");
    await say(one, at(T0, 10), "confirmed");
    expect(await lane(at(T0, 10))).toMatchObject({ control: "contained" });
    expect(await probes()).toEqual([]);
  });
});

describe("a workstation", () => {
  it("has no say beside services, though it confirms", async () => {
    await fleet(2);
    const laptop = server.workstation("laptop");
    await serve(laptop, T0);
    await say(laptop, at(T0, 10), "confirmed");
    expect(await lane(at(T0, 10))).toMatchObject({ control: "active", health: "healthy" });
    expect(await probes()).toEqual([]);
  });

  it("is no second voice, and is asked nothing", async () => {
    const [one] = await fleet(2);
    const laptop = server.workstation("laptop");
    if (!one) throw new Error("no fleet");
    await serve(laptop, at(T0, 5));
    await say(laptop, at(T0, 8));
    await say(one, at(T0, 10));
    expect(await lane(at(T0, 10))).toMatchObject({ control: "active" });
    expect((await onlyProbe()).targets).toMatchObject([{ replica: "web-2" }]);
  });

  it("cannot take the name of a service, nor answer or fetch for it", async () => {
    const [one] = await fleet(2);
    if (!one) throw new Error("no fleet");
    const impostor = server.workstation("web-2");
    await expect(say(impostor, at(T0, 5), "confirmed")).rejects.toMatchObject({
      code: "all_rejected",
      extra: { rejected: [{ code: "wrong_server" }] },
    });
    await say(one, at(T0, 10));
    const { id } = await onlyProbe();
    const ctx = { ...server.ctx(at(T0, 11)), actor: { ...server.actor, keyKind: "workstation" as const } };
    expect((await deliverCommands({ ctx, replica: "web-2" })).commands).toEqual([]);
    await expect(
      acknowledgeCommand({ ctx, commandId: id, ack: { replica: "web-2", status: "succeeded" } }),
    ).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("alone on its server contains itself", async () => {
    const laptop = server.workstation("laptop");
    await serve(laptop, T0);
    await say(laptop, at(T0, 10));
    expect(await lane(at(T0, 10))).toMatchObject({ control: "contained" });
  });
});

describe("a pause and a containment", () => {
  const request = async (now: Date, kind: "pause" | "resume", until?: Date, reason = "on call") =>
    requestCommand({
      ctx: operatorOf(db, now),
      laneId: (await lane(now)).id,
      request: { kind, reason, ...(until ? { until: until.toISOString() } : {}) },
      idempotencyKey: null,
    });

  it("end one without the other: a pause whose time is over resumes nothing", async () => {
    const [one] = await fleet(1);
    if (!one) throw new Error("no fleet");
    await request(at(T0, 1), "pause", at(T0, 30));
    await say(one, at(T0, 10), "confirmed");
    const before = (await deliverCommands({ ctx: server.ctx(at(T0, 11)), replica: "web-1" })).desired;
    await judgeDueLanes(db, at(T0, 31));
    expect(await lane(at(T0, 31))).toMatchObject({ control: "contained" });
    expect((await deliverCommands({ ctx: server.ctx(at(T0, 32)), replica: "web-1" })).desired).toEqual(before);
    const { items } = await listCommands(db, { lane: (await lane(T0)).id, limit: 50 }, T0);
    expect(items.map(({ kind }) => kind)).toEqual(["pause", "pause"]);
    const ended = await db.query("SELECT 1 FROM action WHERE action = 'lane.pause_ended' AND server_id = $1", [server.id]);
    expect(ended).toHaveLength(1);

    key = { generation: 4, fingerprint: `d0d0${String(servers).padStart(12, "0")}` };
    await serve(one, at(T0, 40));
    await expect(request(at(T0, 41), "resume", undefined, "  ")).rejects.toMatchObject({ code: "invalid_request" });
    await request(at(T0, 41), "resume");
    expect(await lane(at(T0, 41))).toMatchObject({ control: "active" });
  });

  it("end the containment and leave the pause", async () => {
    const [one] = await fleet(1);
    if (!one) throw new Error("no fleet");
    await request(at(T0, 1), "pause");
    await say(one, at(T0, 10), "confirmed");
    key = { generation: 4, fingerprint: `d0d0${String(servers).padStart(12, "0")}` };
    await serve(one, at(T0, 40));
    await request(at(T0, 41), "resume");
    expect(await lane(at(T0, 41))).toMatchObject({ control: "paused" });
  });
});

it("leaves nothing inconsistent behind", async () => {
  expect(await findViolations(db, at(T0, 60))).toEqual([]);
});

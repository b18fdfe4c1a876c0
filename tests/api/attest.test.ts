import { beforeAll, describe, expect, it } from "vitest";
import { type LaneDetail, laneDetail } from "#lib/contract/lane.ts";
import type { Database } from "#lib/db/database.ts";
import { acknowledgeCommand, deliverCommands, requestCommand } from "#lib/pipeline/command/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";
import { at, registerTestServer, type TestReplica, type TestServer } from "#tests/pipeline/reporter.ts";
import { call, contextOf, createApiDatabase, problemOf, recordedActions, tokenOf } from "#tests/support/api.ts";
import { POST as attest } from "../../app/api/v1/lanes/[lane]/generations/[n]/attest/route.ts";

const T0 = new Date(Date.now() - 10_000);
// Each world has credentials of its own: one that another lane still serves cannot be attested.
let OLD = { number: 3, fingerprint: "" };
let NEW = { number: 4, fingerprint: "" };
const REASON = { reason: "deleted it in the provider's console" };

let db: Database;
let operator: string;
let viewer: string;
let servers = 0;

beforeAll(async () => {
  db = await createApiDatabase();
  [operator, viewer] = await Promise.all([tokenOf(db, "operator"), tokenOf(db, "viewer")]);
});

interface World {
  server: TestServer;
  replica: TestReplica;
  laneId: string;
}

const loaded = ({ number, fingerprint }: typeof OLD) => ({ generation: number, fingerprint, expires_at: "never" as const });

async function world(): Promise<World> {
  servers += 1;
  OLD = { number: 3, fingerprint: `a3${String(servers).padStart(14, "0")}` };
  NEW = { number: 4, fingerprint: `a4${String(servers).padStart(14, "0")}` };
  const server = await registerTestServer(db, `attest-${servers}`);
  const replica = server.replica("web-1");
  await replica.send(
    T0,
    replica.event("lane.declared", { provider: "github" }, { at: T0 }),
    replica.event("credential.loaded", loaded(OLD), { at: T0 }),
  );
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  return { server, replica, laneId: lane?.id ?? "" };
}

/** A rotation that has reached every replica, and whose old key nothing can retire. */
async function overlapping({ server, replica, laneId }: World): Promise<string> {
  const ctx = { ...contextOf(db), now: at(T0, 1) };
  const commandId = await requestCommand({ ctx, laneId, request: { kind: "rotate", reason: "planned" }, idempotencyKey: null });
  const say = (phase: "prepare" | "adopt") =>
    acknowledgeCommand({
      ctx: server.ctx(at(T0, 3)),
      commandId,
      ack: { replica: "web-1", status: "succeeded", phase, generation: NEW },
    });
  await deliverCommands({ ctx: server.ctx(at(T0, 2)), replica: "web-1" });
  await say("prepare");
  await replica.send(at(T0, 3), replica.event("rotation.cut_over", loaded(NEW), { at: at(T0, 3) }));
  await say("adopt");
  return commandId;
}

const post = (lane: string, n: number, body: unknown = REASON, token = operator) =>
  call(attest, { method: "POST", token, params: { lane, n: String(n) }, body });
const generationOf = (lane: LaneDetail, { fingerprint }: typeof OLD) =>
  lane.generations.find((one) => one.fingerprint === fingerprint);

describe("attesting that an old generation is dead", () => {
  it("retires it, closes the rotation that waits for it, and is written down", async () => {
    const its = await world();
    const commandId = await overlapping(its);
    expect(await readCommandView(db, commandId)).toMatchObject({ phase: "retire_old", closed_as: null });
    const response = await post(its.laneId, 3);
    expect(response.status).toBe(200);
    const lane = laneDetail.parse(await response.json());
    expect(generationOf(lane, OLD)).toMatchObject({ state: "retired", retirement: "manual" });
    expect(lane.rotation).toBeNull();
    expect(await readCommandView(db, commandId)).toMatchObject({ status: "succeeded", closed_as: "attested" });
    expect(await recordedActions(db)).toContain("generation.retirement_attested");
    expect((await problemOf(await post(its.laneId, 3))).detail).toContain("known already");
  });

  it("is refused while a replica serves it", async () => {
    const { laneId } = await world();
    const problem = await problemOf(await post(laneId, 3));
    expect(problem).toMatchObject({ code: "conflict", status: 409 });
    expect(problem.detail).toContain("A replica still serves generation 3");
  });

  it("is refused for what the lane served last", async () => {
    const { laneId, replica } = await world();
    await replica.send(at(T0, 1), replica.event("server.stopped", {}, { at: at(T0, 1) }));
    expect((await problemOf(await post(laneId, 3))).detail).toContain("rotate first");
  });

  it("is refused while another lane of any server serves it", async () => {
    const its = await world();
    await overlapping(its);
    const other = await registerTestServer(db, `sharer-${servers}`);
    const sharer = other.replica("web-9");
    await sharer.send(new Date(), sharer.event("credential.loaded", loaded(OLD), { at: new Date() }));
    expect((await problemOf(await post(its.laneId, 3))).detail).toContain("Another lane");
    await sharer.send(new Date(), sharer.event("server.stopped", {}, { at: new Date() }));
  });

  it("names which one is meant where two go by the number", async () => {
    const its = await world();
    const twin = { number: 3, fingerprint: "a5aaaaaaaaaaaaaa" };
    await its.replica.send(at(T0, 1), its.replica.event("credential.loaded", loaded(twin), { at: at(T0, 1) }));
    const lane = laneDetail.parse(await (await post(its.laneId, 3, { ...REASON, fingerprint: OLD.fingerprint })).json());
    expect(generationOf(lane, OLD)).toMatchObject({ state: "retired", split: true });
    expect(generationOf(lane, twin)).toMatchObject({ state: "serving", split: true });
  });

  it("needs an operator, a reason, and a generation that is known", async () => {
    const { laneId } = await world();
    expect((await post(laneId, 3, REASON, viewer)).status).toBe(403);
    expect((await post(laneId, 3, {})).status).toBe(400);
    expect((await problemOf(await post(laneId, 9))).code).toBe("not_found");
  });
});

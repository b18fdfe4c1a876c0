import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CommandRequest, type CommandView, commandView } from "#lib/contract/command.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";
import { type Fleet, LANE, PATIENCE, startFleet } from "./support/fleet.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";

vi.setConfig({ testTimeout: 120_000 });

let fleet: Fleet;
const retired: string[] = [];

beforeAll(async () => {
  fleet = await startFleet();
  for (const token of ["key-3", "key-4"]) fleet.provider.answers.set(token, OK);
});
afterAll(() => fleet.stop());

/** Each replica reads a store of its own, as on machines that a new secret reaches one by one. */
const put = (replica: string, version: number) =>
  writeAtomically(join(fleet.folder, replica), JSON.stringify({ secret: `key-${version}`, version: String(version) }));

/** Half of them can neither probe nor end a key. */
async function start(replica: string, version: number, canProbe: boolean): Promise<void> {
  await put(replica, version);
  await fleet.start(replica, {
    store: replica,
    pollMs: 100,
    ...(canProbe ? { hooks: { probe: ({ fetch }) => fetch("/user"), retire } } : {}),
  });
}

async function retire({ credential }: { credential: string }): Promise<void> {
  retired.push(credential);
  fleet.provider.answers.set(credential, UNAUTHORIZED);
}

let laneId = "";
const readLane = () => fleet.readLane(laneId);
const readCommand = async (id: string): Promise<CommandView> => commandView.parse(await fleet.read(`commands/${id}`));
const order = async (request: CommandRequest): Promise<string> =>
  commandView.parse(await fleet.send(`lanes/${laneId}/commands`, request)).id;
const served = (replica: string) => fleet.keepers.get(replica)?.lane(LANE).status().generation;
const storeOf = (replica: string) => fleet.keepers.get(replica)?.lane(LANE).status().store?.version;
const statuses = ({ targets }: CommandView, phase: string) =>
  Object.fromEntries(targets.filter((target) => target.phase === phase).map(({ replica, status }) => [replica, status]));

test("three replicas rotate while one stops and others come, and nobody is left behind unseen", async () => {
  await Promise.all([start("one", 3, true), start("two", 3, false), start("three", 3, true)]);
  laneId = await fleet.untilServed(3);
  await vi.waitFor(async () => {
    const { health, replicas } = await readLane();
    expect(health).toBe("unknown_expiry");
    expect(replicas.filter(({ live, serving }) => live && serving?.number === 3)).toHaveLength(3);
  }, PATIENCE);
  await Promise.all(["one", "two", "three"].map((replica) => put(replica, 4)));
  await vi.waitFor(() => expect(["one", "two", "three"].map(storeOf)).toEqual(["4", "4", "4"]), PATIENCE);

  // A pause lets prepare finish, by one that can probe, and holds adopting.
  const pause = await order({ kind: "pause", reason: "look first" });
  const rotation = await order({ kind: "rotate", reason: "planned", retire_old: { after_s: 5 } });
  await vi.waitFor(
    async () => expect(await readCommand(rotation)).toMatchObject({ phase: "prepare", candidate: { number: 4 } }),
    PATIENCE,
  );
  expect(Object.keys(statuses(await readCommand(rotation), "prepare"))).not.toContain("two");
  await vi.waitFor(async () => expect((await readCommand(pause)).status).toBe("succeeded"), PATIENCE);
  expect(["one", "two", "three"].map(served)).toEqual([3, 3, 3]);

  // One stops in the middle, and one comes with the old generation.
  await fleet.keepers.get("three")?.stop();
  await start("four", 3, false);
  await put("four", 4);
  await vi.waitFor(() => expect(storeOf("four")).toBe("4"), PATIENCE);
  await order({ kind: "resume", reason: "go on" });
  await vi.waitFor(async () => expect(await readCommand(rotation)).toMatchObject({ status: "succeeded" }), PATIENCE);
  expect(statuses(await readCommand(rotation), "adopt")).toEqual({
    one: "succeeded",
    two: "succeeded",
    three: "gone",
    four: "succeeded",
  });
  expect(["one", "two", "four"].map(served)).toEqual([4, 4, 4]);

  // One that comes in the overlap with an old store is shown behind, and keeps the old key from being ended under it.
  await start("five", 3, false);
  await vi.waitFor(async () => {
    const lane = await readLane();
    expect(lane.behind).toMatchObject({ replicas: 1 });
    expect(lane.replicas.find(({ name }) => name === "five")).toMatchObject({ behind: true, serving: { number: 3 } });
  }, PATIENCE);
  await vi.waitFor(
    async () => expect(statuses(await readCommand(rotation), "adopt")).toMatchObject({ five: "failed" }),
    PATIENCE,
  );
  expect(retired).toEqual([]);

  // It follows by itself as soon as its store shows what the others serve; then the old key ends, by one that can.
  await put("five", 4);
  await vi.waitFor(() => expect(served("five")).toBe(4), PATIENCE);
  fleet.provider.http.requests.length = 0;
  await vi.waitFor(async () => expect(await readCommand(rotation)).toMatchObject({ closed_as: "proven" }), PATIENCE);
  expect(retired).toEqual(["key-3"]);
  expect(fleet.provider.used().filter((token) => token === "key-3").length).toBeLessThanOrEqual(3);
  // Its report that the key is dead may come before its answer.
  await vi.waitFor(
    async () => expect(statuses(await readCommand(rotation), "retire_old")).toEqual({ one: "succeeded" }),
    PATIENCE,
  );
  const lane = await readLane();
  expect(lane).toMatchObject({ behind: null, split: null, rotation: null, control: "active" });
  expect(lane.generations.find(({ number }) => number === 3)).toMatchObject({ state: "retired", retirement: "automatic" });
});

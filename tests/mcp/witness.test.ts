import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { commandView } from "#lib/contract/command.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";
import { type Fleet, LANE, PATIENCE, startFleet } from "./support/fleet.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";

vi.setConfig({ testTimeout: 120_000 });

let fleet: Fleet;
/** Replicas whose way to the provider is broken: whatever they ask, they see a refusal. */
const misled = new Set<string>();

beforeAll(async () => {
  fleet = await startFleet();
  fleet.provider.answers.set("key-3", OK);
  const issued_at = new Date(Date.now() - 60_000).toISOString();
  const content = { secret: "key-3", version: "3", issued_at, expires_at: "never" };
  await writeAtomically(join(fleet.folder, LANE), JSON.stringify(content));
});
afterAll(() => fleet.stop());

const start = (replica: string): Promise<void> =>
  fleet.start(replica, {
    store: LANE,
    pollMs: 500,
    hooks: { probe: ({ fetch }) => fetch("/user") },
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      const isProviders = new URL(answer.url).origin === fleet.provider.url;
      if (!isProviders || !misled.has(replica)) return answer;
      return Response.json({ message: "Bad credentials" }, { status: 401 });
    },
  });

let laneId = "";
const readLane = () => fleet.readLane(laneId);
/** One call of a replica through its lane: what it got, or the code it was refused with. */
async function callAs(replica: string): Promise<string> {
  const lane = fleet.keepers.get(replica)?.lane(LANE);
  return (
    lane?.fetch("/issues").then(
      (response) => `${response.status}`,
      (error: { refusal?: { code: string } }) => error.refusal?.code ?? "failed",
    ) ?? "no lane"
  );
}

test("one of three replicas claims a revocation that is none: it alone stops, until a person overrules it", async () => {
  await Promise.all(["one", "two", "three"].map(start));
  laneId = await fleet.untilServed(3);
  expect(await Promise.all(["one", "two", "three"].map(callAs))).toEqual(["200", "200", "200"]);

  misled.add("two");
  expect(await callAs("two")).toBe("credential_revoked");
  const used = fleet.provider.used().length;
  expect(await callAs("two")).toBe("credential_revoked");
  expect(fleet.provider.used()).toHaveLength(used);

  // Lanekeeper has another one look, which finds nothing wrong.
  await vi.waitFor(async () => {
    expect((await readLane()).conditions[0]?.detail).toMatch(/one replica says revoked .*; another's probe passed/);
  }, PATIENCE);
  const doubted = await readLane();
  expect(doubted).toMatchObject({ control: "active", health: "revoked", containment: null });
  expect(doubted.probes).toMatchObject([{ requested_by_kind: "system", status: "succeeded" }]);
  expect(doubted.probes[0]?.targets.map(({ replica }) => replica)).not.toContain("two");
  const [verdict] = doubted.verdicts;
  expect(verdict).toMatchObject({ replica: "two", certainty: "inferred", overrule_with: doubted.probes[0]?.id });
  expect(await Promise.all(["one", "two", "three"].map(callAs))).toEqual(["200", "credential_revoked", "200"]);

  // Its way is mended, and a person says that it was wrong.
  misled.delete("two");
  const probe = commandView.parse(
    await fleet.send(`lanes/${laneId}/commands`, { kind: "probe", reason: "mended", replica: "two" }),
  );
  await vi.waitFor(async () => {
    expect((await readLane()).probes.find(({ id }) => id === probe.id)?.status).toBe("succeeded");
  }, PATIENCE);
  expect(await callAs("two")).toBe("credential_revoked");
  // It said so twice: of the credential, and of the call that met the refusal.
  for (const { event_id, overrule_with } of (await readLane()).verdicts) {
    const overruling = { event_id, probe_command_id: overrule_with, reason: "its proxy was broken" };
    await fleet.send(`lanes/${laneId}/generations/3/overrule`, overruling);
  }
  await vi.waitFor(async () => expect(await callAs("two")).toBe("200"), PATIENCE);
  await vi.waitFor(async () => {
    expect(await readLane()).toMatchObject({ control: "active", health: "healthy", alerts: [] });
  }, PATIENCE);
});

test("when the key really dies, whoever is asked finds it dead too, and all are stopped", async () => {
  fleet.provider.answers.set("key-3", UNAUTHORIZED);
  expect(await callAs("one")).toBe("credential_revoked");
  await vi.waitFor(async () => expect(await readLane()).toMatchObject({ control: "contained", health: "revoked" }), PATIENCE);
  const lane = await readLane();
  expect(["two_replicas", "probe_dead"]).toContain(lane.containment?.because);
  await vi.waitFor(() => {
    for (const keeper of fleet.keepers.values()) expect(keeper.lane(LANE).status().control).toBe("contained");
  }, PATIENCE);
  const used = fleet.provider.used().length;
  expect(await Promise.all(["one", "two", "three"].map(callAs))).toEqual(Array(3).fill("credential_revoked"));
  expect(fleet.provider.used()).toHaveLength(used);
});

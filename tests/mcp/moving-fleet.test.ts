import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { LaneOptions } from "#lib/mcp/index.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";
import { type Fleet, type FleetReplica, LANE, PATIENCE, startFleet } from "./support/fleet.ts";
import { OK } from "./support/provider-peer.ts";

vi.setConfig({ testTimeout: 120_000 });

let fleet: Fleet;

beforeAll(async () => {
  fleet = await startFleet();
  for (const token of ["key-3", "key-4"]) fleet.provider.answers.set(token, OK);
});
afterAll(() => fleet.stop());

const put = (store: string, version: number) =>
  writeAtomically(join(fleet.folder, store), JSON.stringify({ secret: `key-${version}`, version: String(version) }));
const served = (replica: string) => fleet.keepers.get(replica)?.lane(LANE).status().generation;
const probe: LaneOptions["probe"] = ({ fetch }) => fetch("/user");
const start = (replica: string, differing: Partial<FleetReplica>) =>
  fleet.start(replica, { store: replica, pollMs: 3_600_000, hooks: { probe }, ...differing });

/** They look into their stores for themselves too rarely to matter here. */
const OTHERS = { streams: "stream", polls: "poll", asks: "on_change" } as const;

test("replicas hear of a generation that another one serves, however they listen, and find it in their stores", async () => {
  const others = Object.keys(OTHERS);
  await Promise.all(["mover", ...others].map((replica) => put(replica, 3)));
  await Promise.all([
    start("mover", { pollMs: 100, hooks: { probe, adopt: "on_change" } }),
    ...Object.entries(OTHERS).map(([replica, transport]) => start(replica, { transport })),
  ]);
  await fleet.untilServed(4);
  await Promise.all(others.map((replica) => put(replica, 4)));
  expect(others.map(served)).toEqual([3, 3, 3]);

  await put("mover", 4);
  await vi.waitFor(() => expect(others.map(served)).toEqual([4, 4, 4]), PATIENCE);
});

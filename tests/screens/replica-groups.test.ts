import { expect, it } from "vitest";
import { groupWord, replicaGroups, replicasOf } from "#components/screens/lane/replica-groups.ts";
import type { ReplicaView } from "#lib/contract/lane.ts";
import { laneDetailFixture } from "./fixtures/lane.ts";

const [model] = laneDetailFixture().replicas;
const replica = (name: string, changes: Partial<ReplicaView> = {}): ReplicaView => {
  if (!model) throw new Error("The fixture has a replica.");
  return { ...model, name, ...changes };
};

const OLD = { number: 3, fingerprint: "3333333333333333" };
const NEW = { number: 4, fingerprint: "4444444444444444" };
const fleet = [
  ...["a", "b", "c"].map((name) => replica(name, { serving: NEW })),
  replica("stopped", { live: false, serving: OLD, stopped_at: "2026-11-22T02:00:00.000Z" }),
  ...["d", "e"].map((name) => replica(name, { serving: OLD, behind: true })),
  replica("empty", { serving: null }),
];

it("tells what a fleet serves, the odd ones first and those that left last", () => {
  const told = replicaGroups(fleet).map(
    (group) => `${groupWord(group)} × ${group.replicas.length}${group.behind ? " behind" : ""}`,
  );
  expect(told).toEqual(["nothing loaded × 1", "v3 3333… × 2 behind", "v4 4444… × 3", "stopped × 1"]);
});

it("loses no replica, and shows those of one group alone", () => {
  const groups = replicaGroups(fleet);
  expect(replicasOf(groups, null)).toHaveLength(fleet.length);
  expect(replicasOf(groups, groups[1]?.key ?? null).map(({ name }) => name)).toEqual(["d", "e"]);
});

it("keeps two credentials under one number apart", () => {
  const other = { number: 4, fingerprint: "bbbbbbbbbbbbbbbb" };
  const groups = replicaGroups([replica("a", { serving: NEW, split: true }), replica("b", { serving: other, split: true })]);
  expect(groups.map(groupWord)).toEqual(["v4 4444…", "v4 bbbb…"]);
  expect(groups.every(({ split }) => split)).toBe(true);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accordOf, BEHIND_GRACE_MS } from "#lib/domain/lane/accord.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { setScene } from "#lib/domain/lane/scene.ts";
import { at, expired, fact, generation, loaded, proposed, revoked, SECOND, unnamed } from "#tests/domain/support/facts.ts";
import { type Circumstances, conditionsAt, lane, viewAt } from "#tests/domain/support/lane.ts";

const NOW = 600;
const A = generation(4, "aaaaaaaaaaaaaaaa");
const B = generation(4, "bbbbbbbbbbbbbbbb");
const accord = (facts: readonly Fact[], circumstances: Circumstances = {}, second = NOW) =>
  accordOf(setScene(lane(facts, second, circumstances), at(second)));
const behind = (facts: readonly Fact[], circumstances?: Circumstances) =>
  accord(facts, circumstances).behind.map(({ boot }) => boot);

describe("behind", () => {
  const mixed = [fact("one", 1, loaded(3)), fact("two", 2, loaded(3)), fact("one", 10, loaded(4))];
  test.each<[name: string, facts: readonly Fact[], circumstances: Circumstances, expected: readonly string[]]>([
    ["is nobody where all serve the same", mixed.slice(0, 2), {}, []],
    ["is who serves an older one", mixed, {}, ["two"]],
    ["is nobody any more when the last has followed", [...mixed, fact("two", 11, loaded(4))], {}, []],
    ["is nobody where the older one has stopped", mixed, { stopped: ["two"] }, []],
    ["is nobody where the newer one has stopped", mixed, { stopped: ["one"] }, []],
    ["is nobody where the newer one is revoked", [...mixed, fact("one", 12, revoked(4))], {}, []],
    ["is who serves a revoked one", [...mixed, fact("two", 12, revoked(3))], {}, ["two"]],
    ["is nobody for a candidate that nobody serves", [...mixed.slice(0, 2)], {}, []],
    ["is who has fallen silent, until another reports after it", mixed, { lastHeard: { one: 20, two: 20 } }, ["two"]],
    ["is nobody who has fallen silent while another reports", mixed, { lastHeard: { two: 20 } }, []],
  ])("%s", (_, facts, circumstances, expected) => expect(behind(facts, circumstances)).toEqual(expected));

  test("counts from when the newer one was served, or the replica came", () => {
    const late = [...mixed, fact("three", 40, loaded(3))];
    expect(accord(late).behind.map(({ boot, since }) => [boot, since])).toEqual([
      ["three", at(40)],
      ["two", at(10)],
    ]);
  });

  test("is late once no rotation explains it, and the clock wakes for that", () => {
    const graceS = BEHIND_GRACE_MS / SECOND;
    expect(viewAt(mixed, 20).behind).toEqual({ replicas: 1, since: at(10), isLate: false });
    expect(viewAt(mixed, 20).nextDeadlineAt).toBeLessThanOrEqual(at(10 + graceS));
    expect(viewAt(mixed, 10 + graceS).behind).toMatchObject({ isLate: true });
  });

  test.each([
    ["revoked", revoked(3, { certainty: "confirmed" })],
    ["expired", expired(3, { certainty: "confirmed" })],
  ] as const)("on a dead generation is the worst that holds of the lane: %s", (condition, death) => {
    expect(viewAt([...mixed, fact("two", 12, death)], 20)).toMatchObject({ health: condition, behind: { replicas: 1 } });
    expect(conditionsAt([...mixed, fact("two", 12, death)], 20, { stopped: ["two"] })).not.toContain(condition);
  });
});

describe("split", () => {
  const two = [fact("one", 1, loaded(A)), fact("two", 5, loaded(B))];
  test("is nothing that a replica makes which names no fingerprint, in whatever order is told what goes by its number", () => {
    const told = [fact("one", 1, loaded(A)), fact("two", 2, proposed(B)), fact("three", 3, loaded(unnamed(4)))];
    for (const facts of [told, told.toReversed()]) expect(accord(facts)).toEqual({ split: null, behind: [] });
  });
  test("is two fingerprints that are served under one number, and it alerts", () => {
    expect(accord(two).split).toEqual({ number: 4, fingerprints: [A.fingerprint, B.fingerprint], since: at(5) });
    expect(accord(two).behind).toEqual([]);
  });
  test("is none where a replica names no fingerprint, or serves another number", () => {
    expect(accord([fact("one", 1, loaded(A)), fact("two", 5, loaded(3))]).split).toBeNull();
    expect(accord([fact("one", 1, loaded(A)), fact("two", 5, loaded(generation(4, "")))]).split).toBeNull();
  });
  test("ends when all serve the same, however the number was used before", () => {
    expect(accord([...two, fact("one", 9, loaded(B))]).split).toBeNull();
  });
  test("does not end because data stopped arriving", () => {
    expect(accord(two, { lastHeard: { one: 20, two: 20 } }).split).not.toBeNull();
  });
});

test("a dead generation that any live replica serves is never hidden by what the others serve", () => {
  const boots = ["one", "two", "three", "four"];
  const serving = fc.array(fc.integer({ min: 3, max: 5 }), { minLength: 1, maxLength: 4 });
  const dead = fc.uniqueArray(fc.integer({ min: 3, max: 5 }), { maxLength: 3 });
  const stopped = fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
  fc.assert(
    fc.property(serving, dead, stopped, (served, revokedNumbers, left) => {
      const facts = [
        ...served.map((number, index) => fact(boots[index] ?? "", index + 1, loaded(number))),
        ...revokedNumbers.map((number, index) => fact("one", 50 + index, revoked(number, { certainty: "confirmed" }))),
      ];
      const gone = left.flatMap((index) => boots[index] ?? []);
      const live = served.filter((_, index) => !gone.includes(boots[index] ?? ""));
      const seen = viewAt(facts, NOW, { stopped: gone });
      if (live.some((number) => revokedNumbers.includes(number))) expect(seen.health).toBe("revoked");
      const alive = live.filter((number) => !revokedNumbers.includes(number));
      const newest = Math.max(...alive);
      expect(seen.behind?.replicas ?? 0).toBe(alive.length === 0 ? 0 : live.filter((number) => number < newest).length);
    }),
    { numRuns: 400 },
  );
});

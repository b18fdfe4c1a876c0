import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE, generationKey, KEPT_FAILURES, KEPT_VERDICTS } from "#lib/domain/lane/state.ts";
import { fact, generation, revoked, unclassified } from "#tests/domain/support/facts.ts";

const shuffled = (facts: readonly Fact[]): fc.Arbitrary<Fact[]> => fc.shuffledSubarray([...facts], { minLength: facts.length });

/** 200 replicas infer it; the provider confirms it to the last of them. */
const verdicts = Array.from({ length: 200 }, (_, index) =>
  fact(`web${index}`, 10 + index, revoked(3, { certainty: index === 199 ? "confirmed" : "inferred" })),
);

test("of many verdicts the strongest and the earliest are kept, whatever order they come in", () => {
  fc.assert(
    fc.property(shuffled(verdicts), (facts) => {
      const kept = foldAll(EMPTY_LANE, facts).generations[generationKey(generation(3))]?.revoked ?? [];
      expect(kept).toHaveLength(KEPT_VERDICTS);
      expect(kept.map(({ boot }) => boot)).toEqual(["web199", "web0", "web1", "web2", "web3", "web4", "web5", "web6"]);
    }),
    { numRuns: 20 },
  );
});

/** One replica says it 20 times before another says it once, and a workstation before both. */
const repeated = [
  ...Array.from({ length: 20 }, (_, second) => ({ ...fact("laptop", second, revoked(3)), workstation: true as const })),
  ...Array.from({ length: 20 }, (_, index) => fact("web1", 30 + index, revoked(3))),
  fact("web2", 60, revoked(3)),
];

test("of many verdicts none drowns the first word of another replica, whatever order they come in", () => {
  fc.assert(
    fc.property(shuffled(repeated), (facts) => {
      const kept = foldAll(EMPTY_LANE, facts).generations[generationKey(generation(3))]?.revoked ?? [];
      expect(kept.map(({ boot }) => boot)).toEqual([...Array<string>(KEPT_VERDICTS - 1).fill("web1"), "web2"]);
    }),
    { numRuns: 50 },
  );
});

const refusals = Array.from({ length: 200 }, (_, index) => fact("web1", index, unclassified(3)));

test("of many refusals the newest are kept, whatever order they come in", () => {
  fc.assert(
    fc.property(shuffled(refusals), (facts) => {
      const kept = foldAll(EMPTY_LANE, facts).boots.web1?.unclassified ?? [];
      expect(kept.map(({ stamp }) => stamp.sequence)).toEqual(refusals.slice(-KEPT_FAILURES).map(({ stamp }) => stamp.sequence));
    }),
    { numRuns: 20 },
  );
});

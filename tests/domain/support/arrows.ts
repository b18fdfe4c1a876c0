import { describe, expect, test } from "vitest";
import type { Fact } from "#lib/domain/lane/fact.ts";
import type { Condition } from "#lib/domain/vocabulary.ts";
import { type Circumstances, conditionsAt } from "./lane.ts";

export interface Moment {
  /** Second before; the arrow itself is looked at at `second`. */
  from?: number;
  second?: number;
  circumstances?: Circumstances;
  /** Circumstances after, where they change. */
  afterwards?: Circumstances;
}

/** One arrow of the entry and exit table: what was known, what comes, and when and in what company to look. */
export type Arrow = readonly [given: readonly Fact[], comes?: readonly Fact[], moment?: Moment];

/** Arrows by name; the silent ones tell what must not move a condition. */
export type Arrows = Record<"enters" | "does not enter" | "leaves" | "does not leave", Readonly<Record<string, Arrow>>>;

const HOLDS: Record<keyof Arrows, readonly [before: boolean, after: boolean]> = {
  enters: [false, true],
  "does not enter": [false, false],
  leaves: [true, false],
  "does not leave": [true, true],
};
const KINDS = Object.keys(HOLDS) as (keyof Arrows)[];

/** Seconds at which tables look unless they say otherwise: long after their facts, long before any default deadline. */
const LATER = 300;

/** Tests every arrow of one condition: whether it holds before, and whether it holds after. */
export function testArrows(condition: Condition, arrows: Arrows): void {
  describe(condition, () => {
    for (const kind of KINDS) {
      test.each(Object.entries(arrows[kind]))(`${kind}: %s`, (_, [given, comes = [], moment = {}]) => {
        const { second = LATER, from = second, circumstances, afterwards = circumstances } = moment;
        const before = conditionsAt(given, from, circumstances).includes(condition);
        const after = conditionsAt([...given, ...comes], second, afterwards).includes(condition);
        expect([before, after]).toEqual(HOLDS[kind]);
      });
    }
  });
}

import { describe, expect, test } from "vitest";
import { type Containment, decideContainment } from "#lib/domain/lane/containment.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import {
  at,
  declared,
  expired,
  fact,
  loaded,
  overruled,
  proposed,
  refreshFailed,
  revoked,
  unnamed,
} from "#tests/domain/support/facts.ts";
import { type Circumstances, lane } from "#tests/domain/support/lane.ts";

const serves = (boot: string, number = 3): Fact => fact(boot, 1, loaded(number));
const infers = (boot: string, second = 10): Fact => fact(boot, second, revoked(3));
const one = [serves("web1")];
const three = [serves("web1"), serves("web2"), serves("web3")];
const confirmed = fact("web1", 10, revoked(3, { certainty: "confirmed" }));
const containOn = (word: "inferred" | "confirmed" | "never"): Circumstances => ({ overrides: { containOn: word } });

const CASES: Record<Containment["action"], Record<string, [facts: Fact[], circumstances?: Circumstances]>> = {
  contain: {
    "a confirmed verdict of one replica of three": [[...three, confirmed]],
    "a confirmed verdict of a provider's signal": [[...three, fact(null, 10, revoked(3, { certainty: "confirmed" }))]],
    "a confirmed verdict without a fingerprint, beside an inferred one": [
      [...three, infers("web1"), fact(null, 11, revoked(unnamed(3), { certainty: "confirmed" }))],
    ],
    "the only live replica infers it": [[...one, infers("web1")]],
    "the only live replica infers it, while the others have stopped": [[...three, infers("web1")], { stopped: ["web2", "web3"] }],
    "the only live replica infers it, while the others are silent": [
      [...three, infers("web1")],
      { lastHeard: { web2: 1, web3: 1 } },
    ],
    "two replicas infer it": [[...three, infers("web1"), infers("web2", 11)]],
    "two replicas infer it, one of them gone since": [[...three, infers("web1"), infers("web2", 11)], { stopped: ["web1"] }],
    "every replica that serves it infers it": [[...one, serves("web2", 4), infers("web1")]],
    "the older of two served generations is confirmed, the newer one inferred": [
      [...three, serves("web4", 4), serves("web5", 4), fact("web4", 10, revoked(4)), confirmed],
    ],
    "a confirmed verdict, though the policy asks for confirmation": [[...three, confirmed], containOn("confirmed")],
    "an inferred verdict, though the declaration would loosen it": [
      [...one, fact("web1", 2, declared({ policy: { containOn: "never" } })), infers("web1")],
    ],
  },
  probe_first: {
    "one of three replicas infers it": [[...three, infers("web1")]],
    "one of three replicas infers it twice": [[...three, infers("web1"), infers("web1", 11)]],
    "one of two replicas that serve it infers it": [[serves("web1"), serves("web2"), serves("web3", 4), infers("web1")]],
    "a replica inferred it and stopped; the one that serves it has not spoken": [
      [serves("web1"), serves("web2"), infers("web1")],
      { stopped: ["web1"] },
    ],
    "one of two verdicts is overruled": [[...three, infers("web1"), infers("web2", 11), fact(null, 20, overruled(3, "dead-11"))]],
  },
  none: {
    "nothing is wrong": [three],
    "nothing was ever reported": [[]],
    "an expired generation": [[...one, fact("web1", 10, expired(3, { certainty: "confirmed" }))]],
    "a dead grant: no containment unless a signal confirms it": [
      [...one, fact("web1", 10, refreshFailed(3, { permanent: true }))],
    ],
    "a refused lease": [[...one, fact("web1", 10, revoked(3, { lease: "aa", certainty: "confirmed" }))]],
    "a verdict on a generation that nobody serves": [[...one, fact(null, 10, revoked(2, { certainty: "confirmed" }))]],
    "a verdict on a candidate": [
      [...one, fact("web1", 5, proposed(4)), fact("web1", 10, revoked(4, { certainty: "confirmed" }))],
    ],
    "an overruled verdict": [[...one, confirmed, fact(null, 20, overruled(3, "dead-10"))]],
    "a newer generation is served by all": [[...one, confirmed, fact("web1", 20, loaded(4))]],
    "an operator asks for confirmation": [[...one, infers("web1")], containOn("confirmed")],
    "an operator asks for confirmation, two replicas infer it": [
      [...three, infers("web1"), infers("web2", 11)],
      containOn("confirmed"),
    ],
    "an operator wants none": [[...one, confirmed], containOn("never")],
  },
};

describe.each(Object.entries(CASES))("decides on %s", (action, cases) => {
  test.each(Object.entries(cases))("%s", (_, [facts, circumstances]) => {
    expect(decideContainment(lane(facts, 300, circumstances), at(300)).action).toBe(action);
  });
});

test("names the verdict, its generation and its reason", () => {
  const verdict = fact("web1", 10, revoked(3, { certainty: "confirmed", reason: "token revoked" }));
  expect(decideContainment(lane([...three, infers("web2", 5), verdict], 300), at(300))).toEqual({
    action: "contain",
    verdictId: "dead-10",
    generation: 3,
    reason: "token revoked",
  });
});

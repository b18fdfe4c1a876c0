import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProbeResult, WitnessProbe } from "#lib/domain/command/probe.ts";
import { type Containment, decideContainment } from "#lib/domain/lane/containment.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { generationKey } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import {
  at,
  declared,
  expired,
  fact,
  generation,
  laneRetired,
  loaded,
  overruled,
  preflightRefused,
  proposed,
  refreshFailed,
  retired,
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
const fromWorkstation = (told: Fact): Fact => ({ ...told, workstation: true });

/** A probe of the verdict of second 10, asked at that second, as far as it has been answered. */
const probe = (answers: Record<string, ProbeResult>, given: Partial<WitnessProbe> = {}): WitnessProbe => ({
  commandId: "probe-1",
  generation: generation(3),
  verdictIds: ["dead-10"],
  answerBy: at(20),
  answers: Object.entries(answers).map(([boot, result]) => ({ boot, result, at: result === null ? null : at(11) })),
  ...given,
});
/** Within the ten seconds that a probe of the verdict has. */
const BEFORE_THE_END = 15;
const probed = (...probes: WitnessProbe[]): Circumstances => ({ probes });

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
    "every replica that serves it infers it, and the newer generation is dead too": [
      [...one, serves("web2", 4), infers("web1"), fact("web2", 11, revoked(4))],
    ],
    "all replicas fell silent after one inferred it": [[...three, infers("web1")], { lastHeard: { web1: 1, web2: 1, web3: 1 } }],
    "the probe of another says so too": [[...three, infers("web1")], probed(probe({ web2: "dead" }))],
    "the probe of another says so too, though a third one's passed": [
      [...three, infers("web1")],
      probed(probe({ web2: "passed" }), probe({ web3: "dead" }, { commandId: "probe-2" })),
    ],
    "nobody was able to tell": [[...three, infers("web1")], probed(probe({ web2: "unable", web3: "unable" }))],
    "the one asked has left, and nobody else is there": [
      [...three, infers("web1")],
      { ...probed(probe({ web2: null })), stopped: ["web2", "web3"] },
    ],
    "a second replica infers it after another's probe passed": [
      [...three, infers("web1"), infers("web2", 11)],
      probed(probe({ web3: "passed" })),
    ],
    "a confirmed verdict after another's probe passed": [
      [...three, infers("web2", 9), confirmed],
      probed(probe({ web3: "passed" }, { verdictIds: ["dead-9"] })),
    ],
    "the only service infers it, beside a workstation": [[...one, fromWorkstation(serves("laptop")), infers("web1")]],
    "the only replica is a workstation and confirms it": [
      [serves("laptop"), fact("laptop", 10, revoked(3, { certainty: "confirmed" }))].map(fromWorkstation),
    ],
    "workstations alone hold the lane, and each infers it": [
      [serves("laptop"), serves("desk"), infers("laptop"), infers("desk", 11)].map(fromWorkstation),
    ],
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
    "the one asked could not tell, and another has not been asked": [
      [...three, infers("web1")],
      probed(probe({ web2: "unable" })),
    ],
    "the one asked has left, and another has not been asked": [
      [...three, infers("web1")],
      { ...probed(probe({ web2: null })), stopped: ["web2"] },
    ],
    "the same replica says so again after another's probe passed": [
      [...three, infers("web1"), infers("web1", 12)],
      probed(probe({ web2: "passed" })),
    ],
    "the same replica says so again after another's probe passed, by a clock an hour slow": [
      [...three, infers("web1", -3_590), infers("web1", -3_580)],
      probed(probe({ web2: "passed" }, { verdictIds: ["dead--3590"] })),
    ],
    "the probe was about an overruled verdict": [
      [...three, infers("web1", 5), infers("web1"), fact(null, 20, overruled(3, "dead-5"))],
      probed(probe({ web2: "passed" }, { verdictIds: ["dead-5"] })),
    ],
    "one of two verdicts is overruled": [[...three, infers("web1"), infers("web2", 11), fact(null, 20, overruled(3, "dead-11"))]],
  },
  await: {
    "another is asked": [[...three, infers("web1")], probed(probe({ web2: null }))],
    "a second one is asked, the first could not tell": [
      [...three, infers("web1")],
      probed(probe({ web2: "unable", web3: null })),
    ],
  },
  contradicted: {
    "the probe of another passed": [[...three, infers("web1")], probed(probe({ web2: "passed" }))],
    "the probe of another passed, and the others have left since": [
      [...three, infers("web1")],
      { ...probed(probe({ web2: "passed" })), stopped: ["web2", "web3"] },
    ],
    "the replica's second word of the same call came after another's probe was sent, and was said before its answer": [
      [...three, infers("web1"), infers("web1", 11)],
      probed(probe({ web2: "passed" })),
    ],
    "the replica's second word of the same call came after the answer, from a clock an hour slow": [
      [...three, infers("web1", -3_590), infers("web1", -3_589)],
      probed(probe({ web2: "passed" }, { verdictIds: ["dead--3590"] })),
    ],
    "the replica said so twice before another's probe passed": [
      [...three, infers("web1"), infers("web1", 11)],
      probed(probe({ web2: "passed" }, { verdictIds: ["dead-10", "dead-11"] })),
    ],
  },
  none: {
    "the last replica on it says so, and the others serve a newer one": [
      [...one, serves("web2", 4), serves("web3", 4), confirmed],
    ],
    "one that comes late serves what was retired, and the others serve a newer one": [
      [fact(null, 5, retired(3)), confirmed, serves("web2", 4), serves("web3", 4), serves("web4")],
    ],
    "a workstation confirms it, beside services": [
      [...three, ...[serves("laptop"), fact("laptop", 10, revoked(3, { certainty: "confirmed" }))].map(fromWorkstation)],
    ],
    "a workstation confirms it while all services are away": [
      [...three, ...[serves("laptop"), fact("laptop", 10, revoked(3, { certainty: "confirmed" }))].map(fromWorkstation)],
      { stopped: ["web1", "web2", "web3"] },
    ],
    "two workstations infer it, beside services": [
      [...three, ...[serves("laptop"), serves("desk"), infers("laptop"), infers("desk", 11)].map(fromWorkstation)],
    ],
    "one of two workstations confirms it": [
      [serves("laptop"), serves("desk"), fact("laptop", 10, revoked(3, { certainty: "confirmed" }))].map(fromWorkstation),
    ],
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
    const second = circumstances?.lastHeard ? 300 : BEFORE_THE_END;
    expect(decideContainment(lane(facts, second, circumstances), at(second)).action).toBe(action);
  });
});

test("names the verdict, its generation and its reason", () => {
  const verdict = fact("web1", 10, revoked(3, { certainty: "confirmed", reason: "token revoked" }));
  expect(decideContainment(lane([...three, infers("web2", 5), verdict], 300), at(300))).toEqual({
    action: "contain",
    because: "confirmed",
    verdictId: "dead-10",
    certainty: "confirmed",
    generation: generation(3),
    reason: "token revoked",
  });
});

test("asks the service heard last that serves the generation and has not spoken", () => {
  const facts = [...three, serves("web4", 4), fromWorkstation(serves("laptop")), infers("web3")];
  const heard = { lastHeard: { web1: 14, web2: 12, web3: 15, web4: 15, laptop: 15 } };
  expect(decideContainment(lane(facts, 15, heard), at(15))).toMatchObject({
    action: "probe_first",
    boot: "web1",
    commandId: null,
    verdictIds: ["dead-10"],
  });
  const asked = { ...heard, ...probed(probe({ web1: "unable" })) };
  expect(decideContainment(lane(facts, 15, asked), at(15))).toMatchObject({ boot: "web2", commandId: "probe-1" });
});

test.each<[result: ProbeResult, second: number, action: Containment["action"]]>([
  [null, 19, "await"],
  [null, 20, "contain"],
  ["unable", 20, "contain"],
  ["passed", 20, "contradicted"],
  ["dead", 11, "contain"],
])("an answer of %s at second %i of a probe that ends at 20 means %s", (result, second, action) => {
  const input = lane([...three, infers("web1")], second, probed(probe({ web2: result })));
  expect(decideContainment(input, at(second)).action).toBe(action);
});

const FLEET = ["web1", "web2", "web3", "web4"];
const voices = fc.uniqueArray(fc.constantFrom(...FLEET), { maxLength: 4 });
const answer = fc.dictionary(fc.constantFrom(...FLEET), fc.constantFrom<ProbeResult>("passed", "dead", "unable", null));

test("one voice is never enough to stop others, unless nobody gainsays it in time", () => {
  fc.assert(
    fc.property(voices, answer, fc.integer({ min: 11, max: 40 }), (inferring, answers, second) => {
      const facts = [...FLEET.map((boot) => serves(boot)), ...inferring.map((boot) => infers(boot))];
      const decided = decideContainment(lane(facts, second, probed(probe(answers))), at(second));
      const told = Object.values(answers);
      const isContained = decided.action === "contain";
      if (inferring.length === 0) expect(decided.action).toBe("none");
      if (inferring.length >= 2) expect(isContained).toBe(true);
      if (inferring.length === 1 && told.includes("dead")) expect(isContained).toBe(true);
      else if (inferring.length === 1 && told.includes("passed")) expect(decided.action).toBe("contradicted");
      else if (inferring.length === 1 && second >= 20) expect(isContained).toBe(true);
    }),
  );
});

test("whatever workstations say beside services decides nothing", () => {
  const words = fc.array(
    fc.tuple(
      fc.constantFrom("laptop", "desk"),
      fc.constantFrom("inferred", "confirmed" as const),
      fc.integer({ min: 1, max: 14 }),
    ),
  );
  fc.assert(
    fc.property(voices, words, (inferring, said) => {
      const services = [...FLEET.map((boot) => serves(boot)), ...inferring.map((boot) => infers(boot))];
      const laptops = ["laptop", "desk"].map((boot) => fromWorkstation(serves(boot)));
      const lies = said.map(([boot, certainty, second]) => fromWorkstation(fact(boot, second, revoked(3, { certainty }))));
      const without = decideContainment(lane([...services, ...laptops], 15), at(15));
      expect(decideContainment(lane([...services, ...laptops, ...lies], 15), at(15))).toEqual(without);
    }),
  );
});

test("a workstation ends no lane, and proves no retirement", () => {
  const words = [fact("laptop", 10, laneRetired), fact("laptop", 11, retired(3))].map(fromWorkstation);
  const input = lane([...three, fromWorkstation(serves("laptop")), ...words], 15);
  expect(view(input, at(15))).toMatchObject({ ended: false });
  expect(input.state.generations[generationKey(generation(3))]).toMatchObject({ retired: null });
});

test("what a workstation holds and suffers is its own, whether a service is there or not", () => {
  const laptop = [loaded(9, { expiresAt: at(12) }), refreshFailed(9, { permanent: true }), preflightRefused];
  const facts = [...three, ...laptop.map((body, second) => fromWorkstation(fact("laptop", second + 2, body)))];
  expect(view(lane(facts, 15), at(15))).toMatchObject({ health: "healthy", served: generation(3), expiresAt: "never" });
  const alone = lane(facts, 15, { stopped: ["web1", "web2", "web3"] });
  expect(view(alone, at(15))).toMatchObject({ health: null, served: generation(3) });
});

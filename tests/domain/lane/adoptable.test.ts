import { expect, test } from "vitest";
import type { Fact, GenerationRef } from "#lib/domain/lane/fact.ts";
import {
  at,
  expired,
  expiryEntered,
  fact,
  generation,
  HOUR,
  loaded,
  overruled,
  proposed,
  retired,
  revoked,
  unclassified,
  unnamed,
  verified,
} from "#tests/domain/support/facts.ts";
import { type Circumstances, viewAt } from "#tests/domain/support/lane.ts";

const three = fact("web1", 1, loaded(3));
const four = fact("web2", 2, loaded(4));
const fleet = [three, four];
const said = (second: number, body: Fact["body"], boot = "web2") => fact(boot, second, body);
const onLaptop = (one: Fact): Fact => ({ ...one, workstation: true });
const ending = (seconds: number) => [three, fact("web2", 2, loaded(4, { issuedAt: at(0), expiresAt: at(seconds) }))];

test.each<[name: string, facts: Fact[], adoptable: GenerationRef | null, second?: number, circumstances?: Circumstances]>([
  ["nothing was heard of", [], null],
  ["the one that is served", [three], generation(3)],
  ["the newest of several", fleet, generation(4)],
  ["never a candidate", [...fleet, said(3, proposed(5))], generation(4)],
  ["never a number without a fingerprint", [fact("web1", 1, loaded(unnamed(3)))], null],
  ["the last served, where none is live", fleet, generation(4), 10, { stopped: ["web1", "web2"] }],
  ["not one that is confirmed dead", [...fleet, said(3, revoked(4, { certainty: "confirmed" }))], generation(3)],
  ["not one whose death one replica infers", [...fleet, said(3, revoked(4))], generation(3)],
  ["not one that is said to have expired", [...fleet, said(3, expired(4))], generation(3)],
  ["not one that is dead by its number", [...fleet, said(3, revoked(unnamed(4)))], generation(3)],
  ["none, where all are doubted", [...fleet, said(3, revoked(4)), said(4, revoked(3), "web1")], null],
  ["none, where the last served is dead and none is live", [four, said(3, revoked(4))], null, 10, { stopped: ["web2"] }],
  ["again, once the verdict is overruled", [...fleet, said(3, revoked(4)), fact(null, 4, overruled(4, "dead-3"))], generation(4)],
  ["one that only a workstation calls dead", [...fleet, onLaptop(said(3, revoked(4), "laptop"))], generation(4)],
  ["not one that only a workstation serves", [three, onLaptop(fact("laptop", 2, loaded(4)))], generation(3)],
  ["not one that was retired", [...fleet, fact(null, 3, retired(4))], generation(3)],
  ["not one that is refused without a reason", [...fleet, said(3, unclassified(4, { count: 3 }))], generation(3)],
  ["again, once a call has gone well", [...fleet, said(3, unclassified(4, { count: 3 })), said(4, verified(4))], generation(4)],
  ["one whose neighbour is refused", [...fleet, said(3, unclassified(3, { count: 3 }), "web1")], generation(4)],
  ["one that has long enough to live", ending(1_000), generation(4)],
  ["not one in its refusal window, though it serves", ending(1_000), generation(3), 960],
  ["not one past its end", ending(1_000), generation(3), 1_001],
  ["one whose end an operator moved", [...ending(1_000), fact(null, 3, expiryEntered(4, at(0) + HOUR))], generation(4), 1_001],
])("to follow: %s", (_name, facts, adoptable, second = 10, circumstances = {}) => {
  expect(viewAt(facts, second, circumstances).adoptable).toEqual(adoptable);
});

import { describe, expect, test } from "vitest";
import type { Fact, GenerationRef } from "#lib/domain/lane/fact.ts";
import { at, expiryEntered, fact, generation, loaded, proposed, retired, revoked, unnamed } from "#tests/domain/support/facts.ts";
import { type Circumstances, viewAt } from "#tests/domain/support/lane.ts";

const three = fact("web1", 1, loaded(3));
const aa = generation(3, "aa");
const bb = generation(3, "bb");

describe("the generation that a lane serves", () => {
  test.each<[name: string, facts: Fact[], served: GenerationRef | null, circumstances?: Circumstances]>([
    ["none was heard of", [], null],
    ["the one that was loaded", [three], generation(3)],
    [
      "the load with the highest sequence, whatever its time",
      [fact("web1", 50, loaded(4), "1"), fact("web1", 1, loaded(3), "2")],
      generation(3),
    ],
    ["a sequence counts as a number", [fact("web1", 1, loaded(3), "9"), fact("web1", 1, loaded(4), "10")], generation(4)],
    ["without a sequence: by time", [fact("web1", 2, loaded(3), null), fact("web1", 1, loaded(4), null)], generation(3)],
    [
      "a fact with a sequence comes after one without",
      [fact("web1", 50, loaded(4), null), fact("web1", 1, loaded(3), "1")],
      generation(3),
    ],
    [
      "the newest of several, times of replicas never compared",
      [fact("web1", 1, loaded(4)), fact("web2", 99, loaded(3))],
      generation(4),
    ],
    ["a candidate is not served", [three, fact("web1", 2, proposed(4))], generation(3)],
    [
      "a live replica's, though a stopped one served a newer one",
      [three, fact("web2", 2, loaded(4))],
      generation(3),
      { stopped: ["web2"] },
    ],
    [
      "the last served where none is live: the greatest number",
      [three, fact("web2", 0, loaded(4))],
      generation(4),
      { stopped: ["web1", "web2"] },
    ],
    ["the last served: never a candidate", [three, fact("web1", 2, proposed(4))], generation(3), { stopped: ["web1"] }],
    [
      "the last served, while a restarted replica has not loaded yet",
      [three],
      generation(3),
      { stopped: ["web1"], also: ["web2"] },
    ],
    [
      "one number twice: the later issue is newer",
      [fact("web1", 1, loaded(bb, { issuedAt: at(0) })), fact("web2", 1, loaded(aa, { issuedAt: at(5) }))],
      aa,
    ],
    ["one number and issue twice: the greater fingerprint", [fact("web1", 1, loaded(bb)), fact("web2", 1, loaded(aa))], bb],
    [
      "a number alone means the fingerprint that is known for it",
      [fact("web1", 1, proposed(3)), fact("web1", 2, loaded(unnamed(3)))],
      generation(3),
    ],
    ["a number alone where no fingerprint is known", [fact("web1", 2, loaded(unnamed(3)))], unnamed(3)],
    ["an incomplete lane: the only generation heard of", [fact(null, 1, revoked(3))], generation(3)],
    [
      "words about other generations change nothing",
      [three, fact(null, 2, revoked(9)), fact(null, 3, expiryEntered(8, "never")), fact("web1", 4, retired(7))],
      generation(3),
    ],
  ])("%s", (_, facts, served, circumstances) => {
    expect(viewAt(facts, 300, circumstances).served).toEqual(served);
    expect(viewAt(facts.toReversed(), 300, circumstances).served).toEqual(served);
  });
});

import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  fact,
  generation,
  loaded,
  overruled,
  proposed,
  refreshed,
  retired,
  revoked,
  unnamed,
  verified,
} from "#tests/domain/support/facts.ts";

const on3 = fact("web1", 1, loaded(3));
const verdict = fact("web1", 10, revoked(3, { certainty: "confirmed" }));
const inferred = fact("web1", 10, revoked(3));
/** 200 replicas on generation 3. */
const fleet = Array.from({ length: 200 }, (_, index) => fact(`web${index}`, 1, loaded(3)));
const moves = (count: number) => Array.from({ length: count }, (_, index) => fact(`web${index}`, 20, loaded(4)));
const split = [fact("web1", 1, loaded(generation(3, "aa"))), fact("web2", 1, loaded(generation(3, "bb")))];

testArrows("revoked", {
  enters: {
    "a confirmed verdict": [[on3], [verdict]],
    "an inferred verdict": [[on3], [inferred]],
    "a provider's signal, reported by no replica": [[on3], [fact(null, 10, revoked(3, { certainty: "confirmed" }))]],
    "a verdict without a fingerprint": [[on3], [fact("web1", 10, revoked(unnamed(3)))]],
    "a verdict on a served generation whose fingerprint nobody told": [
      [fact("web1", 1, loaded(unnamed(3))), fact("web2", 1, proposed(3))],
      [verdict],
    ],
    "a verdict without a fingerprint that comes before the generation is loaded": [
      [],
      [fact(null, 10, revoked(unnamed(3))), on3],
    ],
    "one fingerprint of a split number": [split, [fact("web2", 10, revoked(generation(3, "bb")))]],
    "the generation of a single straggler": [
      [...fleet, ...moves(199)],
      [verdict, fact("web199", 30, revoked(3))],
    ],
    "the last served generation while the server is silent": [
      [on3],
      [fact(null, 10, revoked(3))],
      { circumstances: { lastHeard: { web1: 1 } } },
    ],
    "the last served generation while no replica runs": [
      [on3],
      [fact(null, 10, revoked(3))],
      { circumstances: { stopped: ["web1"] } },
    ],
    "going back to a revoked generation": [[on3, verdict, fact("web1", 20, loaded(4))], [fact("web1", 30, loaded(3))]],
  },
  "does not enter": {
    "a verdict on an older generation that nobody serves: proof of retirement": [
      [on3],
      [fact(null, 10, revoked(2, { certainty: "confirmed" }))],
    ],
    "a verdict on a candidate that nobody serves yet": [[on3, fact("web1", 5, proposed(4))], [fact("web1", 10, revoked(4))]],
    "a verdict on the other fingerprint of the same number": [
      [fact("web1", 1, loaded(generation(3, "aa")))],
      [fact("web1", 10, revoked(generation(3, "bb")))],
    ],
    "a refused lease: that is no verdict on the generation": [[on3], [fact("web1", 10, revoked(3, { lease: "aa" }))]],
    "a retirement": [[on3], [fact("web1", 10, retired(3))]],
    "a verdict on what a stopped replica served": [
      [on3, fact("web2", 1, loaded(4))],
      [fact("web1", 10, revoked(3))],
      { circumstances: { stopped: ["web1"] } },
    ],
  },
  leaves: {
    "the only replica serves a newer generation": [[on3, verdict], [fact("web1", 20, loaded(4))]],
    "the last of 200 replicas serves a newer generation": [[...fleet, verdict, ...moves(199)], [fact("web199", 40, loaded(4))]],
    "the last replica on the old generation stops": [
      [...fleet, verdict, ...moves(199)],
      [],
      { afterwards: { stopped: ["web199"] } },
    ],
    "the last replica on the old generation falls silent among live ones": [
      [...fleet, verdict, ...moves(199)],
      [],
      { afterwards: { lastHeard: { web199: 30 } } },
    ],
    "an operator overrules the verdict by name": [[on3, verdict], [fact(null, 20, overruled(3, verdict.stamp.id))]],
    "an operator overrules it by number": [[on3, verdict], [fact(null, 20, overruled(unnamed(3), verdict.stamp.id))]],
    "an operator overrules a verdict without a fingerprint": [
      [on3, fact(null, 10, revoked(unnamed(3)))],
      [fact(null, 20, overruled(3, "dead-10"))],
    ],
  },
  "does not leave": {
    "1 of 200 replicas serves a newer generation": [[...fleet, verdict], moves(1)],
    "199 of 200 replicas serve a newer generation": [[...fleet, verdict], moves(199)],
    "an operator overrules another verdict": [[on3, verdict], [fact(null, 20, overruled(3, "another"))]],
    "an operator overrules it on another generation": [[on3, verdict], [fact(null, 20, overruled(4, verdict.stamp.id))]],
    "one of two verdicts is overruled": [
      [on3, verdict, fact("web1", 11, revoked(3))],
      [fact(null, 20, overruled(3, verdict.stamp.id))],
    ],
    "a candidate is proposed": [[on3, verdict], [fact("web1", 20, proposed(4, { probed: true }))]],
    "a refresh succeeds": [[on3, verdict], [fact("web1", 20, refreshed(3))]],
    "a probe passes": [[on3, verdict], [fact("web1", 20, verified(3))]],
    "the same generation is loaded again": [[on3, verdict], [fact("web1", 20, loaded(3))]],
    "the generation is retired": [[on3, verdict], [fact("web1", 20, retired(3))]],
    "the server falls silent: nothing resolves because data stopped arriving": [
      [on3, verdict],
      [],
      { afterwards: { lastHeard: { web1: 10 } } },
    ],
    "the replica stops and none is left": [[on3, verdict], [], { afterwards: { stopped: ["web1"] } }],
    "the replica restarts on the same generation": [
      [on3, verdict],
      [fact("web1-again", 20, loaded(3))],
      { afterwards: { stopped: ["web1"] } },
    ],
    "a year passes": [[on3, verdict], [], { second: 365 * 86_400 }],
  },
});

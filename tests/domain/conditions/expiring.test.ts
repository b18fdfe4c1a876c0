import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  DAY,
  declared,
  expiryEntered,
  fact,
  HOUR,
  lease,
  loaded,
  MINUTE,
  proposed,
  START,
  verified,
} from "#tests/domain/support/facts.ts";

/** An hour of life: warned of in its last twelve minutes. */
const END = 3_600;
const OPENS = END - 720;
const dated = fact("web1", 1, loaded(3, { expiresAt: START + HOUR }));
const inside = { from: OPENS, second: OPENS };
const atOpening = { from: OPENS - 1, second: OPENS };

testArrows("expiring", {
  enters: {
    "the clock reaches the warning window": [[dated], [], atOpening],
    "the clock reaches it while the server is silent": [[dated], [], { ...atOpening, circumstances: { lastHeard: { web1: 1 } } }],
    "the clock reaches it while no replica runs": [[dated], [], { ...atOpening, circumstances: { stopped: ["web1"] } }],
    "the life counts from when it was first seen, where nobody told its issue": [
      [fact("web1", 0, loaded(3, { issuedAt: null, expiresAt: START + HOUR }))],
      [],
      atOpening,
    ],
    "the issue is known though another replica did not tell it": [
      [dated, fact("web2", 1_800, loaded(3, { issuedAt: null, expiresAt: START + HOUR }))],
      [],
      atOpening,
    ],
    "a declared window": [
      [dated, fact("web1", 2, declared({ policy: { warningMs: 30 * MINUTE } }))],
      [],
      { from: 1_799, second: 1_800 },
    ],
  },
  "does not enter": {
    "before the window": [[dated], [], { from: 1, second: OPENS - 1 }],
    "a lane that holds leases": [[fact("web1", 1, loaded(3, { lease: lease("aa", START + HOUR) }))], [], { second: OPENS }],
    "a lane that is declared to refresh": [
      [dated, fact("web1", 2, declared({ capabilities: ["refresh"] }))],
      [],
      { second: OPENS },
    ],
    "a lane of the kind that refreshes": [[dated, fact("web1", 2, declared({ kind: "oauth_refresh" }))], [], { second: OPENS }],
    "the window of a generation that nobody serves": [[dated, fact("web1", 2, loaded(4))], [], { second: OPENS }],
    "the window of a candidate": [
      [fact("web1", 1, loaded(3)), fact("web1", 2, proposed(4, { expiresAt: START + HOUR }))],
      [],
      { second: OPENS },
    ],
  },
  leaves: {
    "a newer generation": [[dated], [fact("web1", OPENS, loaded(4))], inside],
    "a later expiry": [[dated], [fact(null, OPENS, expiryEntered(3, START + DAY))], inside],
    "the end itself: then it is expired": [[dated], [], { from: END - 1, second: END }],
  },
  "does not leave": {
    "the refusal window opens": [[dated], [], { from: OPENS, second: END - 1 }],
    "a passed probe": [[dated], [fact("web1", OPENS, verified(3))], inside],
    "the same generation is loaded again": [[dated], [fact("web1", OPENS, loaded(3, { expiresAt: START + HOUR }))], inside],
    "a candidate": [[dated], [fact("web1", OPENS, proposed(4))], inside],
    "one of two replicas serves a newer generation": [
      [dated, fact("web2", 1, loaded(3, { expiresAt: START + HOUR }))],
      [fact("web2", OPENS, loaded(4))],
      inside,
    ],
    "the server falls silent": [[dated], [], { ...inside, afterwards: { lastHeard: { web1: 1 } } }],
  },
});

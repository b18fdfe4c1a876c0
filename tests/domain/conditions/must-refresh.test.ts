import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  declared,
  expiryEntered,
  fact,
  HOUR,
  lease,
  loaded,
  MINUTE,
  proposed,
  refreshed,
  refreshFailed,
  START,
  verified,
} from "#tests/domain/support/facts.ts";

/** An hour of life: refused in its last three minutes. */
const END = 3_600;
const OPENS = END - 180;
const dated = fact("web1", 1, loaded(3, { expiresAt: START + HOUR }));
const leased = fact("web1", 1, loaded(3, { lease: lease("aa", START + HOUR) }));
const inside = { from: OPENS, second: OPENS };
const atOpening = { from: OPENS - 1, second: OPENS };

testArrows("must_refresh", {
  enters: {
    "the clock reaches the refusal window of a generation": [[dated], [], atOpening],
    "the clock reaches the refusal window of a lease": [[leased], [], atOpening],
    "the clock reaches it while the server is silent": [[dated], [], { ...atOpening, circumstances: { lastHeard: { web1: 1 } } }],
    "a declared window": [
      [dated, fact("web1", 2, declared({ policy: { refusalMs: 10 * MINUTE } }))],
      [],
      { from: END - 601, second: END - 600 },
    ],
    "an operator's window, whatever is declared": [
      [dated, fact("web1", 2, declared({ policy: { refusalMs: MINUTE } }))],
      [],
      { from: END - 601, second: END - 600, circumstances: { overrides: { refusalMs: 10 * MINUTE } } },
    ],
    "the window of one of two served generations": [[dated, fact("web2", 1, loaded(4))], [], atOpening],
  },
  "does not enter": {
    "before the window": [[dated], [], { from: 1, second: OPENS - 1 }],
    "a key that never ends": [[fact("web1", 1, loaded(3))], [], { second: 40 * 86_400 }],
    "a key whose end nobody knows": [[fact("web1", 1, loaded(3, { expiresAt: null }))], [], { second: 40 * 86_400 }],
    "a candidate inside its window": [
      [fact("web1", 1, loaded(3)), fact("web1", 2, proposed(4, { expiresAt: START + HOUR }))],
      [],
      inside,
    ],
    "an operator's empty override leaves the declared window": [
      [dated, fact("web1", 2, declared({ policy: { refusalMs: MINUTE } }))],
      [],
      { second: OPENS, circumstances: { overrides: { refusalMs: undefined } } },
    ],
  },
  leaves: {
    "a newer generation": [[dated], [fact("web1", OPENS, loaded(4))], inside],
    "a newer lease": [[leased], [fact("web1", OPENS, refreshed(3, { lease: lease("bb", START + 2 * HOUR) }))], inside],
    "a later expiry": [[dated], [fact(null, OPENS, expiryEntered(3, START + 3 * HOUR))], inside],
    "the end itself: then it is expired": [[dated], [], { from: END - 1, second: END }],
  },
  "does not leave": {
    "a failed refresh": [[leased], [fact("web1", OPENS, refreshFailed(3))], inside],
    "a passed probe": [[dated], [fact("web1", OPENS, verified(3))], inside],
    "a candidate": [[dated], [fact("web1", OPENS, proposed(4, { probed: true }))], inside],
    "another boot's newer lease": [
      [leased, fact("web2", 1, loaded(3, { lease: lease("bb", START + HOUR) }))],
      [fact("web2", OPENS, refreshed(3, { lease: lease("cc", START + 2 * HOUR) }))],
      inside,
    ],
    "the server falls silent": [[leased], [], { ...inside, afterwards: { lastHeard: { web1: 1 } } }],
    "time inside the window": [[dated], [], { from: OPENS, second: END - 1 }],
  },
});

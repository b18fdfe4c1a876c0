import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  DAY,
  declared,
  expiryEntered,
  fact,
  HOUR,
  lease,
  loaded,
  proposed,
  refreshed,
  START,
  unnamed,
  verified,
} from "#tests/domain/support/facts.ts";

const endless = fact("web1", 1, loaded(3));
const unknown = fact("web1", 1, loaded(3, { expiresAt: null }));
const DUE = 90 * 86_400;
const due = { from: DUE, second: DUE };

testArrows("rotation_due", {
  enters: {
    "a key that never ends is 90 days old": [[endless], [], { from: DUE - 1, second: DUE }],
    "a key that never ends is as old as its policy": [
      [endless, fact("web1", 2, declared({ policy: { rotateAfterMs: DAY } }))],
      [],
      { from: 86_399, second: 86_400 },
    ],
    "an operator's policy, whatever is declared": [
      [endless, fact("web1", 2, declared({ policy: { rotateAfterMs: 400 * DAY } }))],
      [],
      { from: 86_399, second: 86_400, circumstances: { overrides: { rotateAfterMs: DAY } } },
    ],
    "an operator says that it never ends": [[unknown], [fact(null, 10, expiryEntered(3, "never"))], due],
  },
  "does not enter": {
    "a day before": [[endless], [], { from: 1, second: DUE - 86_400 }],
    "a dated key": [[fact("web1", 1, loaded(3, { expiresAt: START + 400 * DAY }))], [], { second: DUE }],
    "a key whose end nobody knows": [[unknown], [], { second: DUE }],
    "a grant that is served by dated leases": [
      [fact("web1", 1, loaded(3, { lease: lease("aa", START + 400 * DAY) }))],
      [],
      { second: DUE },
    ],
  },
  leaves: {
    "a newer generation": [[endless], [fact("web1", DUE, loaded(4, { issuedAt: START + DUE * 1_000 }))], due],
  },
  "does not leave": {
    "the same generation is loaded again": [[endless], [fact("web1", DUE, loaded(3))], due],
    "a passed probe": [[endless], [fact("web1", DUE, verified(3))], due],
    "a candidate": [[endless], [fact("web1", DUE, proposed(4))], due],
    "the server falls silent": [[endless], [], { ...due, afterwards: { lastHeard: { web1: 1 } } }],
  },
});

testArrows("unknown_expiry", {
  enters: {
    "a generation whose end nobody knows": [[], [unknown]],
    "a generation of whose end nobody speaks": [[], [fact("web1", 1, loaded(3, { expiresAt: undefined }))]],
    "a generation and a lease of unknown ends": [[], [fact("web1", 1, loaded(3, { expiresAt: null, lease: lease("aa", null) }))]],
    "a newer generation whose end nobody knows": [[endless], [fact("web1", 10, loaded(4, { expiresAt: null }))]],
  },
  "does not enter": {
    "a key that never ends": [[], [endless]],
    "a grant of unknown end, served by a dated lease": [
      [],
      [fact("web1", 1, loaded(3, { expiresAt: null, lease: lease("aa", START + HOUR) }))],
    ],
    "a dated grant, served by a lease of unknown end": [
      [],
      [fact("web1", 1, loaded(3, { expiresAt: START + HOUR, lease: lease("aa", null) }))],
    ],
    "one of two replicas knows the end": [[], [unknown, fact("web2", 1, loaded(3, { expiresAt: START + HOUR }))]],
    "a later word that says nothing": [[endless], [fact("web1", 10, loaded(3, { expiresAt: null }))]],
    "a candidate of unknown end": [[endless], [fact("web1", 10, proposed(4, { expiresAt: null }))]],
    "no generation at all": [[], [fact("web1", 1, declared())]],
  },
  leaves: {
    "an operator enters a date": [[unknown], [fact(null, 10, expiryEntered(3, START + DAY))]],
    "an operator enters a date by number": [[unknown], [fact(null, 10, expiryEntered(unnamed(3), START + DAY))]],
    "an operator says that it never ends": [[unknown], [fact(null, 10, expiryEntered(3, "never"))]],
    "the provider tells a date": [[unknown], [fact("web1", 10, loaded(3, { expiresAt: START + DAY, source: "provider" }))]],
    "a refresh brings a dated lease": [[unknown], [fact("web1", 10, refreshed(3, { lease: lease("aa", START + HOUR) }))]],
    "the end was told while it was a candidate": [[unknown], [fact("web1", 0, proposed(3, { expiresAt: START + DAY }))]],
  },
  "does not leave": {
    "another generation's date": [[unknown], [fact(null, 10, expiryEntered(2, START + DAY))]],
    "a refresh without a lease": [[unknown], [fact("web1", 10, refreshed(3))]],
    "a passed probe": [[unknown], [fact("web1", 10, verified(3))]],
    "an operator enters nothing": [[unknown], [fact(null, 10, expiryEntered(3, null))]],
    "the server falls silent": [[unknown], [], { afterwards: { lastHeard: { web1: 1 } } }],
  },
});

import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  at,
  DAY,
  expired,
  expiryEntered,
  fact,
  HOUR,
  lease,
  loaded,
  overruled,
  proposed,
  refreshed,
  refreshFailed,
  START,
  unnamed,
  verified,
} from "#tests/domain/support/facts.ts";

const END = 3_600;
const dated = fact("web1", 1, loaded(3, { expiresAt: START + HOUR }));
const on3 = fact("web1", 1, loaded(3));
const byWord = fact("web1", 10, expired(3));
const leased = fact("web1", 1, loaded(3, { lease: lease("aa", START + HOUR) }));
const refused = fact("web1", 10, expired(3, { lease: "aa" }));
const pastEnd = { from: END, second: END };

testArrows("expired", {
  enters: {
    "by the clock, at the very instant": [[dated], [], { from: END - 1, second: END }],
    "by the clock, while the server is silent": [
      [dated],
      [],
      { from: END - 1, second: END, circumstances: { lastHeard: { web1: 1 } } },
    ],
    "by the clock, while no replica runs": [[dated], [], { from: END - 1, second: END, circumstances: { stopped: ["web1"] } }],
    "by the clock, for the one replica of a mixed fleet that serves the old generation": [
      [dated, fact("web2", 5, loaded(4))],
      [],
      { from: END - 1, second: END },
    ],
    "by the provider's word": [[on3], [byWord]],
    "by the provider's word, without a fingerprint": [[on3], [fact("web1", 10, expired(unnamed(3)))]],
    "by the provider's word, long before the declared end": [[dated], [byWord]],
    "by a refused lease": [[leased], [refused]],
    "by a refused lease of a replica that never told its lease": [[on3], [refused]],
    "by the end of a lease": [[leased], [], { from: END - 1, second: END }],
    "by the end of a lease, while its server is silent": [
      [leased],
      [],
      { from: END - 1, second: END, circumstances: { lastHeard: { web1: 1 } } },
    ],
    "by the end of one of two leases": [
      [leased, fact("web2", 1, loaded(3, { lease: lease("bb", START + 2 * HOUR) }))],
      [],
      { from: END - 1, second: END },
    ],
    "an end that lies in the past already": [[on3], [fact("web1", 5, loaded(4, { expiresAt: START - DAY }))]],
  },
  "does not enter": {
    "the lease of a boot that was killed long ago ends, and its successor falls silent": [
      [leased, fact("web2", 1_000, loaded(3))],
      [],
      { from: 1_000, second: END + 600, afterwards: { lastHeard: { web1: 900, web2: END } } },
    ],
    "by the clock, one second before the end": [[dated], [], { from: 1, second: END - 1 }],
    "a key that never ends": [[on3], [], { from: 1, second: 400 * 86_400 }],
    "a key whose end nobody knows": [[fact("web1", 1, loaded(3, { expiresAt: null }))], [], { from: 1, second: 400 * 86_400 }],
    "the end of a generation that nobody serves": [[dated, fact("web1", 2, loaded(4))], [], { from: 1, second: END }],
    "the end of a candidate": [[on3, fact("web1", 2, proposed(4, { expiresAt: START + HOUR }))], [], { from: 1, second: END }],
    "a verdict on a generation that nobody serves": [[on3], [fact("web1", 10, expired(2))]],
    "the refused lease of a stopped replica": [
      [on3, fact("web2", 1, loaded(3))],
      [fact("web2", 10, expired(3, { lease: "aa" }))],
      { circumstances: { stopped: ["web2"] } },
    ],
    "the lease of a stopped replica ends": [
      [on3, fact("web2", 1, loaded(3, { lease: lease("aa", START + HOUR) }))],
      [],
      { from: 1, second: END, circumstances: { stopped: ["web2"] } },
    ],
    "a lease refused before it was refreshed, told late": [[leased, fact("web1", 20, refreshed(3))], [refused]],
    "a failed refresh": [[leased], [fact("web1", 10, refreshFailed(3, { permanent: true }))]],
  },
  leaves: {
    "a newer generation is served": [[dated], [fact("web1", END, loaded(4))], { ...pastEnd }],
    "a newer generation is served, after the provider's word": [[on3, byWord], [fact("web1", 20, loaded(4))]],
    "derived only: an operator enters a later end": [[dated], [fact(null, END, expiryEntered(3, START + DAY))], { ...pastEnd }],
    "derived only: an operator enters a later end by number": [
      [dated],
      [fact(null, END, expiryEntered(unnamed(3), START + DAY))],
      { ...pastEnd },
    ],
    "derived only: the provider tells a later end": [
      [dated],
      [fact("web1", END, loaded(3, { expiresAt: START + DAY, source: "provider" }))],
      { ...pastEnd },
    ],
    "an operator overrules the provider's word": [[on3, byWord], [fact(null, 20, overruled(3, "dead-10"))]],
    "refused lease: that boot refreshed": [[leased, refused], [fact("web1", 20, refreshed(3))]],
    "refused lease: that boot refreshed, and failed to refresh again": [
      [leased, refused],
      [fact("web1", 20, refreshed(3)), fact("web1", 30, refreshFailed(3))],
    ],
    "refused lease: a newer generation": [[leased, refused], [fact("web1", 20, loaded(4))]],
    "refused lease: the boot stopped": [[leased, refused, fact("web2", 1, loaded(3))], [], { afterwards: { stopped: ["web1"] } }],
    "refused lease: the boot fell silent among live ones": [
      [leased, refused, fact("web2", 1, loaded(3))],
      [],
      { afterwards: { lastHeard: { web1: 10 } } },
    ],
    "ended lease: that boot refreshed": [
      [leased],
      [fact("web1", END, refreshed(3, { lease: lease("bb", START + 2 * HOUR) }))],
      { ...pastEnd },
    ],
    "ended lease: a newer generation without a lease": [[leased], [fact("web1", END, loaded(4))], { ...pastEnd }],
    "ended lease: the boot stopped": [
      [leased, fact("web2", 1, loaded(3))],
      [],
      { ...pastEnd, afterwards: { stopped: ["web1"] } },
    ],
  },
  "does not leave": {
    "refused lease: the whole fleet falls silent, this boot first": [
      [leased, refused, fact("web2", 1, loaded(3))],
      [],
      { from: 90, second: 160, circumstances: { lastHeard: { web1: 60, web2: 80 } } },
    ],
    "a worse source tells a later end": [
      [fact("web1", 1, loaded(3, { expiresAt: START + HOUR, source: "provider" }))],
      [fact("web1", END, loaded(3, { expiresAt: START + DAY, source: "jwt" }))],
      { ...pastEnd },
    ],
    "the provider's word outlives a later end": [[on3, byWord], [fact(null, 20, expiryEntered(3, START + DAY))]],
    "the provider's word outlives a refresh": [
      [on3, byWord],
      [fact("web1", 20, refreshed(3, { lease: lease("bb", START + DAY) }))],
    ],
    "a probe passes": [[on3, byWord], [fact("web1", 20, verified(3))]],
    "the same generation is loaded again": [[on3, byWord], [fact("web1", 20, loaded(3))]],
    "a candidate is proposed": [[dated], [fact("web1", END, proposed(4, { probed: true }))], { ...pastEnd }],
    "refused lease: another boot refreshed": [[leased, refused, fact("web2", 1, loaded(3))], [fact("web2", 20, refreshed(3))]],
    "refused lease: the same generation is loaded again": [[leased, refused], [fact("web1", 20, loaded(3))]],
    "refused lease: the same lease is told again": [
      [leased, refused],
      [fact("web1", 20, loaded(3, { lease: lease("aa", START + HOUR) }))],
    ],
    "refused lease: an older refresh is told late": [[leased, refused], [fact("web1", 20, refreshed(3), "5")]],
    "refused lease: the server falls silent": [[leased, refused], [], { afterwards: { lastHeard: { web1: 10 } } }],
    "ended lease: the server falls silent": [
      [leased],
      [],
      { ...pastEnd, afterwards: { lastHeard: { web1: END - 60 } }, second: END + 600 },
    ],
    "the server falls silent": [[dated], [], { ...pastEnd, afterwards: { lastHeard: { web1: 1 } } }],
    "one of two replicas serves a newer generation": [
      [dated, fact("web2", 1, loaded(3))],
      [fact("web2", END, loaded(4, { issuedAt: at(END) }))],
      { ...pastEnd },
    ],
  },
});

import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  at,
  completed,
  fact,
  loaded,
  proposed,
  rateLimited,
  refreshed,
  unclassified,
  verified,
} from "#tests/domain/support/facts.ts";

const on3 = fact("web1", 1, loaded(3));
const neighbour = fact("web2", 1, loaded(3));
const limited = fact("web1", 10, rateLimited(3, { retryAt: at(100) }));
/** Retry at 100 s, forgotten ten minutes later. */
const ENDS = 700;
const before = { from: ENDS - 1, second: ENDS };

testArrows("rate_limited", {
  enters: {
    "a rate limit with a date": [[on3], [limited]],
    "a rate limit without a date": [[on3], [fact("web1", 10, rateLimited(3))]],
    "one replica of two": [[on3, neighbour], [limited]],
    "a second limit after the first is over": [
      [on3, limited, fact("web1", 110, completed(3))],
      [fact("web1", 120, rateLimited(3))],
    ],
  },
  "does not enter": {
    "an unclassified refusal": [[on3], [fact("web1", 10, unclassified(3))]],
    "an older limit, told after the call that ended it": [[on3, fact("web1", 110, completed(3))], [limited]],
    "a candidate's probe is limited": [[on3], [fact("web1", 10, rateLimited(4))]],
    "a stopped replica was limited": [[on3, neighbour], [limited], { circumstances: { stopped: ["web1"] } }],
    "the server falls silent long after it was over": [
      [on3, limited],
      [],
      { from: ENDS, second: ENDS + 600, afterwards: { lastHeard: { web1: ENDS } } },
    ],
  },
  leaves: {
    "a call completes after the provider's date": [[on3, limited], [fact("web1", 110, completed(3))]],
    "a call completes at the provider's date": [[on3, limited], [fact("web1", 100, completed(3))]],
    "ten minutes after the provider's date": [[on3, limited], [], before],
    "ten minutes after a limit without a date": [[on3, fact("web1", 10, rateLimited(3))], [], { from: 609, second: 610 }],
    "the boot is heard again after the ten minutes": [
      [on3, limited],
      [],
      { from: 900, second: 901, circumstances: { lastHeard: { web1: 20 } }, afterwards: {} },
    ],
    "the boot stopped": [[on3, neighbour, limited], [], { afterwards: { stopped: ["web1"] } }],
  },
  "does not leave": {
    "the provider's date alone": [[on3, limited], [], { from: 99, second: 100 }],
    "a second before the ten minutes are over": [[on3, limited], [], { from: 10, second: ENDS - 1 }],
    "a call completes before the provider's date": [[on3, limited], [fact("web1", 50, completed(3))]],
    "a call completes on another route": [[on3, limited], [fact("web1", 110, completed(3, "issues_list"))]],
    "a call completes on another boot": [[on3, neighbour, limited], [fact("web2", 110, completed(3))]],
    "a probe passes": [[on3, limited], [fact("web1", 110, verified(3))]],
    "a candidate passes its probe": [[on3, limited], [fact("web1", 110, proposed(4, { probed: true }))]],
    "a refresh": [[on3, limited], [fact("web1", 110, refreshed(3))]],
    "a newer generation: the limit may be the account's": [[on3, limited], [fact("web1", 110, loaded(4))]],
    "ten minutes after the date while its server is silent": [
      [on3, limited],
      [],
      { ...before, circumstances: { lastHeard: { web1: 20 } } },
    ],
  },
});

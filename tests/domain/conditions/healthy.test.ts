import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  declared,
  expired,
  fact,
  laneRetired,
  loaded,
  overruled,
  proposed,
  refreshFailed,
  retired,
  revoked,
  scopesChanged,
  unclassified,
  verified,
} from "#tests/domain/support/facts.ts";

const on3 = fact("web1", 1, loaded(3));
const silent = { lastHeard: { web1: 1 } };

testArrows("healthy", {
  enters: {
    "a generation is loaded and nothing else holds": [[], [on3]],
    "an operator overrules the only verdict": [[on3, fact("web1", 10, revoked(3))], [fact(null, 20, overruled(3, "dead-10"))]],
    "the server is heard again": [[on3], [], { circumstances: silent, afterwards: {} }],
  },
  "does not enter": {
    "a declaration alone": [[], [fact("web1", 1, declared())], { circumstances: { also: ["web1"] } }],
    "the server is silent": [[], [on3], { circumstances: silent }],
    "the on-demand server is idle": [[], [on3], { circumstances: { presence: "on_demand", stopped: ["web1"] } }],
    "the expiry is unknown": [[], [fact("web1", 1, loaded(3, { expiresAt: null }))]],
    "a word of an operator on a lane that never reported": [[], [fact(null, 1, overruled(3, "dead-10"))]],
  },
  leaves: {
    "the generation is revoked": [[on3], [fact("web1", 10, revoked(3))]],
    "the server falls silent": [[on3], [], { afterwards: silent }],
    "the server stops": [[on3], [], { afterwards: { stopped: ["web1"] } }],
    "the lane ends": [[on3], [fact("web1", 10, laneRetired)]],
  },
  "does not leave": {
    "one of two replicas stops": [[on3, fact("web2", 1, loaded(3))], [], { afterwards: { stopped: ["web2"] } }],
    "one of two replicas falls silent": [[on3, fact("web2", 1, loaded(3))], [], { afterwards: silent }],
    "another replica of the server says nothing of the lane": [[on3], [], { afterwards: { also: ["web2"] } }],
    "a first refresh fails": [[on3], [fact("web1", 10, refreshFailed(3))]],
    "one refusal": [[on3], [fact("web1", 10, unclassified(3))]],
    "a rotation begins": [[on3], [fact("web1", 10, proposed(4))]],
    "a passed probe": [[on3], [fact("web1", 10, verified(3))]],
    "an older generation is revoked": [[on3], [fact("web1", 10, revoked(2))]],
    "an older generation expires": [[on3], [fact("web1", 10, expired(2))]],
    "an older generation is retired": [[on3], [fact("web1", 10, retired(2))]],
    "an older generation's scopes change": [[on3], [fact("web1", 10, scopesChanged(2, []))]],
    "an older generation's refresh fails for good": [[on3], [fact("web1", 10, refreshFailed(2, { permanent: true }))]],
    "an older boot, told late": [
      [fact("web1", 1, loaded(4))],
      [fact("web0", 2, loaded(3))],
      { circumstances: { stopped: ["web0"] } },
    ],
  },
});

import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  completed,
  declared,
  expired,
  fact,
  loaded,
  preflightPassed,
  refreshed,
  refreshFailed,
  unclassified,
  unnamed,
  verified,
} from "#tests/domain/support/facts.ts";

const on3 = fact("web1", 1, loaded(3));
const second = fact("web1", 10, refreshFailed(3, { attempt: 2 }));
const permanent = fact("web1", 10, refreshFailed(3, { permanent: true }));
const neighbour = fact("web2", 1, loaded(3));

testArrows("refresh_failing", {
  enters: {
    "a permanent failure at the first attempt": [[on3], [permanent]],
    "the second attempt": [[on3], [second]],
    "without a fingerprint": [[on3], [fact("web1", 10, refreshFailed(unnamed(3), { attempt: 2 }))]],
    "one replica of two": [[on3, neighbour], [second]],
    "a replica that never loaded anything": [[], [second]],
    "a failure after a refresh": [[on3, fact("web1", 5, refreshed(3))], [second]],
  },
  "does not enter": {
    "the first attempt, not permanent": [[on3], [fact("web1", 10, refreshFailed(3, { attempt: 1 }))]],
    "an older failure, told after the refresh that followed it": [[on3, fact("web1", 20, refreshed(3))], [second]],
    "a generation that nobody serves any more": [[on3], [fact("web1", 10, refreshFailed(2, { permanent: true }))]],
    "a candidate that nobody serves yet": [[on3], [fact("web1", 10, refreshFailed(4, { permanent: true }))]],
    "a stopped replica": [[on3, neighbour], [second], { circumstances: { stopped: ["web1"] } }],
    "an unclassified refusal": [[on3], [fact("web1", 10, unclassified(3))]],
    "an expired generation": [[on3], [fact("web1", 10, expired(3))]],
  },
  leaves: {
    "the same boot refreshed": [[on3, second], [fact("web1", 20, refreshed(3))]],
    "the same boot refreshed after a permanent failure": [[on3, permanent], [fact("web1", 20, refreshed(3))]],
    "a newer generation": [[on3, permanent], [fact("web1", 20, loaded(4))]],
    "the boot stopped": [[on3, neighbour, permanent], [], { afterwards: { stopped: ["web1"] } }],
    "the boot fell silent among live ones": [[on3, neighbour, permanent], [], { afterwards: { lastHeard: { web1: 10 } } }],
    "the only boot stopped": [[on3, permanent], [], { afterwards: { stopped: ["web1"] } }],
  },
  "does not leave": {
    "another boot refreshed": [[on3, neighbour, second], [fact("web2", 20, refreshed(3))]],
    "another boot serves a newer generation": [[on3, neighbour, second], [fact("web2", 20, loaded(4))]],
    "a refresh with a lower sequence but a later time": [[on3, second], [fact("web1", 200, refreshed(3), "9")]],
    "a call completes on the lease that is still valid": [[on3, second], [fact("web1", 20, completed(3))]],
    "a candidate's refresh fails for the first time": [[on3, second], [fact("web1", 20, refreshFailed(4))]],
    "a probe passes": [[on3, second], [fact("web1", 20, verified(3))]],
    "preflight passes": [[on3, second], [fact("web1", 20, preflightPassed)]],
    "the same generation is loaded again": [[on3, second], [fact("web1", 20, loaded(3))]],
    "the lane is declared again": [[on3, second], [fact("web1", 20, declared())]],
    "the server falls silent": [[on3, second], [], { afterwards: { lastHeard: { web1: 10 } } }],
    "a day passes": [[on3, second], [], { second: 86_400 }],
  },
});

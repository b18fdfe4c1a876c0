import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  completed,
  expired,
  fact,
  loaded,
  preflightPassed,
  preflightRefused,
  proposed,
  refreshFailed,
  storeUnreachable,
  verified,
} from "#tests/domain/support/facts.ts";

const on3 = fact("web1", 1, loaded(3));
const refused = fact("web1", 10, preflightRefused);
const neighbour = fact("web2", 1, loaded(3));

testArrows("not_loaded", {
  enters: {
    "preflight refuses at the start": [[], [refused]],
    "preflight refuses while an earlier load still serves": [[on3], [refused]],
    "one replica of two is refused": [[neighbour], [refused]],
    "the store cannot be reached and nothing serves": [[], [fact("web1", 10, storeUnreachable)]],
  },
  "does not enter": {
    "the store cannot be reached while a generation serves": [[on3], [fact("web1", 10, storeUnreachable)]],
    "preflight passes": [[on3], [fact("web1", 10, preflightPassed)]],
    "a refusal that is older than the load, told late": [[fact("web1", 20, loaded(3))], [refused]],
    "a stopped replica was refused": [[neighbour], [refused], { circumstances: { stopped: ["web1"] } }],
    "a failed refresh": [[on3], [fact("web1", 10, refreshFailed(3, { permanent: true }))]],
    "an expired generation": [[on3], [fact("web1", 10, expired(3))]],
  },
  leaves: {
    "preflight passes": [[on3, refused], [fact("web1", 20, preflightPassed)]],
    "a generation is loaded": [[refused], [fact("web1", 20, loaded(3))]],
    "a generation is loaded after a store error": [[fact("web1", 10, storeUnreachable)], [fact("web1", 20, loaded(3))]],
    "the refused boot stopped": [[neighbour, refused], [], { afterwards: { stopped: ["web1"] } }],
  },
  "does not leave": {
    "another boot loads": [[refused], [neighbour]],
    "another boot passes preflight": [[refused, neighbour], [fact("web2", 20, preflightPassed)]],
    "a candidate is probed": [[refused], [fact("web1", 20, proposed(4, { probed: true }))]],
    "a probe passes": [[refused], [fact("web1", 20, verified(3))]],
    "a call completes": [[on3, refused], [fact("web1", 20, completed(3))]],
    "an earlier pass is told late": [[refused], [fact("web1", 20, preflightPassed, "9")]],
    "the server falls silent": [[refused], [], { afterwards: { lastHeard: { web1: 10 } } }],
    "a day passes": [[refused], [], { second: 86_400 }],
  },
});

import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  completed,
  fact,
  generation,
  loaded,
  preflightPassed,
  proposed,
  refreshed,
  scopeRefused,
  unclassified,
  unnamed,
  verified,
} from "#tests/domain/support/facts.ts";

const on3 = fact("web1", 1, loaded(3));
const neighbour = fact("web2", 1, loaded(3));
const refused = (...seconds: number[]) => seconds.map((second) => fact("web1", second, unclassified(3)));
const failing = [on3, ...refused(10, 20, 30)];

testArrows("auth_failing", {
  enters: {
    "three refusals within a minute": [[on3, ...refused(10, 20)], refused(30)],
    "three refusals in exactly 60 s": [[on3, ...refused(10, 20)], refused(70)],
    "three refusals over several routes": [
      [on3, ...refused(10, 20)],
      [fact("web1", 30, unclassified(3, { route: "issues_list" }))],
    ],
    "three refusals in one coalesced report": [[on3], [fact("web1", 10, unclassified(3, { count: 3 }))]],
    "three refusals without a fingerprint": [[on3, ...refused(10, 20)], [fact("web1", 30, unclassified(unnamed(3)))]],
    "three refusals after an earlier success": [[on3, fact("web1", 5, completed(3)), ...refused(10, 20)], refused(30)],
    "three refusals, the middle one told last": [[on3, ...refused(10, 30)], refused(20)],
    "three refusals and a success on a candidate": [
      [on3, ...refused(10, 20), fact("web1", 25, proposed(4, { probed: true }))],
      refused(30),
    ],
  },
  "does not enter": {
    "a success on a candidate, after the one that ended it": [
      [...failing, fact("web1", 40, completed(3))],
      [fact("web1", 50, proposed(4, { probed: true }))],
    ],
    "two refusals": [[on3, ...refused(10)], refused(20)],
    "three refusals over more than a minute": [[on3, ...refused(10, 40)], refused(71)],
    "three refusals of two boots": [[on3, neighbour, ...refused(10, 20)], [fact("web2", 30, unclassified(3))]],
    "two refusals and the second one again": [[on3, ...refused(10, 20)], refused(20)],
    "two refusals, a success and a third": [[on3, ...refused(10, 20), fact("web1", 25, completed(3))], refused(30)],
    "three refusals, told after the success that followed them": [[on3, fact("web1", 40, completed(3))], refused(10, 20, 30)],
    "three refusals on a generation that is no longer served": [
      [on3],
      [10, 20, 30].map((second) => fact("web1", second, unclassified(2))),
    ],
    "three refusals of a candidate": [[on3], [10, 20, 30].map((second) => fact("web1", second, unclassified(4)))],
    "three refusals for lack of a scope": [[on3], [10, 20, 30].map((second) => fact("web1", second, scopeRefused(3)))],
    "three refusals ten minutes apart by a clock that was set back": [
      [on3, fact("web1", 700, unclassified(3), "10"), fact("web1", 30, unclassified(3), "11")],
      [fact("web1", 1_400, unclassified(3), "12")],
    ],
    "three refusals of a stopped boot": [[on3, neighbour], refused(10, 20, 30), { circumstances: { stopped: ["web1"] } }],
  },
  leaves: {
    "a call completes": [failing, [fact("web1", 40, completed(3))]],
    "a call completes without naming its generation": [failing, [fact("web1", 40, completed(null))]],
    "a call completes on another route": [failing, [fact("web1", 40, completed(unnamed(3), "issues_list"))]],
    "a probe passes": [failing, [fact("web1", 40, verified(3))]],
    "the boot serves a newer generation": [failing, [fact("web1", 40, loaded(4))]],
    "the boot stopped": [[...failing, neighbour], [], { afterwards: { stopped: ["web1"] } }],
  },
  "does not leave": {
    "a call completes on another boot": [[...failing, neighbour], [fact("web2", 40, completed(3))]],
    "a call completes on an older generation": [failing, [fact("web1", 40, completed(2))]],
    "a candidate passes its probe": [failing, [fact("web1", 40, proposed(4, { probed: true }))]],
    "the other fingerprint of the number passes a probe": [
      [
        fact("web1", 1, loaded(generation(3, "aa"))),
        ...[10, 20, 30].map((second) => fact("web1", second, unclassified(generation(3, "aa")))),
      ],
      [fact("web1", 40, verified(generation(3, "bb")))],
    ],
    "a success that is older than the refusals is told late": [failing, [fact("web1", 40, completed(3), "9")]],
    "preflight passes": [failing, [fact("web1", 40, preflightPassed)]],
    "a refresh succeeds": [failing, [fact("web1", 40, refreshed(3))]],
    "the same generation is loaded again": [failing, [fact("web1", 40, loaded(3))]],
    "the route fails otherwise": [failing, [fact("web1", 40, scopeRefused(3))]],
    "the server falls silent": [failing, [], { afterwards: { lastHeard: { web1: 30 } } }],
    "a day passes": [failing, [], { second: 86_400 }],
  },
});

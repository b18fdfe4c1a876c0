import { testArrows } from "#tests/domain/support/arrows.ts";
import {
  completed,
  declared,
  fact,
  generation,
  loaded,
  proposed,
  rateLimited,
  refreshed,
  scopeRefused,
  scopesAccepted,
  scopesChanged,
  verified,
} from "#tests/domain/support/facts.ts";

const needsWrite = fact("web1", 0, declared({ needs: ["issues:write"] }));
const exact = fact("web1", 1, loaded(3, { scopes: ["issues:write"] }));
const fits = [needsWrite, exact];
const lacks = fact("web1", 10, scopesChanged(3, ["issues:read"]));
const lacksOnly = fact("web1", 10, scopesChanged(3, []));
const exceeds = fact("web1", 10, scopesChanged(3, ["issues:write", "admin"]));
const refused = fact("web1", 10, scopeRefused(3, { needed: ["issues:write"] }));
const unnamedRefusal = fact("web1", 10, scopeRefused(3));
const silence = { afterwards: { lastHeard: { web1: 10 } } };

testArrows("scope_narrowed", {
  enters: {
    "the grant loses what a route needs": [fits, [lacks]],
    "a refresh grants less": [fits, [fact("web1", 10, refreshed(3, { scopes: [] }))]],
    "a generation is loaded without what a route needs": [fits, [fact("web1", 10, loaded(4, { scopes: ["issues:read"] }))]],
    "a generation has less than the previous one had": [
      [fact("web1", 1, loaded(3, { scopes: ["a", "b"] }))],
      [fact("web1", 10, loaded(4, { scopes: ["a"] }))],
    ],
    "a route begins to need more": [fits, [fact("web1", 10, declared({ needs: ["issues:write", "pulls:write"] }))]],
    "one replica of two is granted less": [[...fits, fact("web2", 1, loaded(3, { scopes: ["issues:write"] }))], [lacks]],
    "the older of two served generations lacks it": [
      [...fits, fact("web2", 1, loaded(4, { scopes: ["issues:write"] }))],
      [lacksOnly],
    ],
    "a call is refused for lack of a scope": [fits, [refused]],
    "a call is refused and the provider names no scope": [fits, [unnamedRefusal]],
    "a call is refused before anything was loaded": [[], [refused]],
  },
  "does not enter": {
    "the same scopes in another order, twice": [
      [fact("web1", 1, loaded(3, { scopes: ["a", "b"] }))],
      [fact("web1", 10, scopesChanged(3, ["b", "a", "a"]))],
    ],
    "scopes that nobody told": [[needsWrite], [fact("web1", 10, loaded(3))]],
    "an older report, told late": [fits, [fact("web1", 10, scopesChanged(3, []), "0")]],
    "the scopes of a generation that nobody serves": [fits, [fact("web1", 10, scopesChanged(2, []))]],
    "the scopes of a candidate": [fits, [fact("web1", 10, proposed(4, { scopes: [] }))]],
    "the scopes of the other fingerprint": [
      [needsWrite, fact("web1", 1, loaded(generation(3, "aa"), { scopes: ["issues:write"] }))],
      [fact("web1", 10, scopesChanged(generation(3, "bb"), []))],
    ],
    "a candidate's call is refused": [fits, [fact("web1", 10, scopeRefused(4))]],
    "a stopped replica lacks it": [
      [...fits, fact("web2", 1, loaded(3, { scopes: ["issues:write"] }))],
      [lacks],
      { circumstances: { stopped: ["web1"] } },
    ],
  },
  leaves: {
    "equal again": [[...fits, lacks], [fact("web1", 20, scopesChanged(3, ["issues:write"]))]],
    "a refresh grants it again": [[...fits, lacks], [fact("web1", 20, refreshed(3, { scopes: ["issues:write"] }))]],
    "the routes no longer need it, nor did the previous generation have it": [
      [...fits, lacksOnly],
      [fact("web1", 20, declared())],
    ],
    "an operator accepts the new set": [[...fits, lacks], [fact(null, 20, scopesAccepted("issues:read"))]],
    "an operator accepts the set that a call was refused with": [
      [...fits, lacks, refused],
      [fact(null, 20, scopesAccepted("issues:read"))],
    ],
    "the refused call completes": [[...fits, refused], [fact("web1", 20, completed(3))]],
    "the grant changes after a refused call": [[...fits, refused], [fact("web1", 20, scopesChanged(3, ["issues:write"]))]],
  },
  "does not leave": {
    "a passed probe": [[...fits, lacks], [fact("web1", 20, verified(3))]],
    "a completed call": [[...fits, lacks], [fact("web1", 20, completed(3))]],
    "another route completes": [[...fits, refused], [fact("web1", 20, completed(3, "issues_list"))]],
    "an operator accepts another set": [[...fits, lacks], [fact(null, 20, scopesAccepted("issues:read", "pulls:read"))]],
    "a refused call, though an operator accepted the set": [[...fits, refused], [fact(null, 20, scopesAccepted("issues:write"))]],
    "another boot is granted enough": [[...fits, lacks], [fact("web2", 20, loaded(3, { scopes: ["issues:write"] }))]],
    "a candidate is granted enough": [[...fits, lacks], [fact("web1", 20, scopesChanged(4, ["issues:write"]))]],
    "a refused call, though a candidate is granted enough": [
      [...fits, refused],
      [fact("web1", 20, scopesChanged(4, ["issues:write"]))],
    ],
    "a candidate has enough": [[...fits, lacks], [fact("web1", 20, proposed(4, { scopes: ["issues:write"] }))]],
    "the server falls silent": [[...fits, lacks], [], silence],
    "a day passes": [[...fits, lacks], [], { second: 86_400 }],
  },
});

testArrows("scope_widened", {
  enters: {
    "the grant exceeds what the routes need": [fits, [exceeds]],
    "a generation has more than routes need and the previous one had": [
      fits,
      [fact("web1", 10, loaded(4, { scopes: ["issues:write", "admin"] }))],
    ],
    "a generation has more than the previous one, and no route says what it needs": [
      [fact("web1", 1, loaded(3, { scopes: ["a"] }))],
      [fact("web1", 10, loaded(4, { scopes: ["a", "b"] }))],
    ],
    "a generation has something where the previous one had nothing": [
      [fact("web1", 1, loaded(3, { scopes: [] }))],
      [fact("web1", 10, loaded(4, { scopes: ["b"] }))],
    ],
  },
  "does not enter": {
    "nobody says what is needed": [[], [fact("web1", 10, loaded(3, { scopes: ["admin"] }))]],
    "the previous generation had it": [
      [
        needsWrite,
        fact("web1", 1, loaded(3, { scopes: ["issues:write", "admin"] })),
        fact(null, 5, scopesAccepted("issues:write", "admin")),
      ],
      [fact("web1", 10, loaded(4, { scopes: ["issues:write", "admin"] }))],
    ],
    "a candidate has more": [fits, [fact("web1", 10, proposed(4, { scopes: ["issues:write", "admin"] }))]],
    "one replica alone reports more, all have only what is needed": [
      [...fits, fact("web2", 1, loaded(3, { scopes: ["issues:write"] }))],
      [exceeds],
    ],
    "a rate limit": [fits, [fact("web1", 10, rateLimited(3))]],
  },
  leaves: {
    "equal again": [[...fits, exceeds], [fact("web1", 20, scopesChanged(3, ["issues:write"]))]],
    "a route needs it": [[...fits, exceeds], [fact("web1", 20, declared({ needs: ["issues:write", "admin"] }))]],
    "an operator accepts the new set": [[...fits, exceeds], [fact(null, 20, scopesAccepted("issues:write", "admin"))]],
  },
  "does not leave": {
    "an operator accepts another set": [[...fits, exceeds], [fact(null, 20, scopesAccepted("issues:write"))]],
    "a completed call": [[...fits, exceeds], [fact("web1", 20, completed(3))]],
    "a newer generation that has it too": [
      [...fits, exceeds],
      [fact("web1", 20, loaded(4, { scopes: ["issues:write", "admin"] }))],
    ],
    "the server falls silent": [[...fits, exceeds], [], silence],
  },
});

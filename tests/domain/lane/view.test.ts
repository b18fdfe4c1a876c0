import { describe, expect, test } from "vitest";
import type { Fact } from "#lib/domain/lane/fact.ts";
import type { Finding } from "#lib/domain/lane/finding.ts";
import type { LaneView } from "#lib/domain/lane/view.ts";
import {
  at,
  DAY,
  declared,
  expired,
  fact,
  HOUR,
  laneRetired,
  lease,
  loaded,
  preflightRefused,
  rateLimited,
  refreshFailed,
  revoked,
  START,
  scopesChanged,
  unclassified,
  unnamed,
} from "#tests/domain/support/facts.ts";
import { conditionsAt, viewAt } from "#tests/domain/support/lane.ts";

/** Everything that can hold of one lane at once. */
const troubled = [
  fact("web1", 0, declared({ needs: ["write"] })),
  fact("web1", 1, loaded(3, { expiresAt: START + HOUR, scopes: ["write"] })),
  fact("web1", 10, rateLimited(3, { route: "issues_list" })),
  fact("web1", 11, scopesChanged(3, ["admin"])),
  fact("web1", 12, unclassified(3, { count: 3 })),
  fact("web1", 13, preflightRefused),
  fact("web1", 14, refreshFailed(3, { attempt: 2 })),
  fact("web1", 15, expired(3, { certainty: "confirmed" })),
  fact("web1", 16, revoked(3)),
];

describe("a view", () => {
  test("lists all conditions, highest precedence first", () => {
    expect(conditionsAt(troubled, 3_500, { lastHeard: { web1: 3_490 } })).toEqual([
      "revoked",
      "expired",
      "refresh_failing",
      "not_loaded",
      "auth_failing",
      "must_refresh",
      "scope_narrowed",
      "scope_widened",
      "expiring",
    ]);
    expect(conditionsAt(troubled, 20)).toContain("rate_limited");
  });

  test.each<[health: LaneView["health"], facts: Fact[], outcome: LaneView["outcome"], certainty: LaneView["certainty"]]>([
    ["revoked", [fact("web1", 9, revoked(3))], "credential_revoked", "inferred"],
    [
      "revoked",
      [fact("web1", 8, revoked(3)), fact("web1", 9, revoked(3, { certainty: "confirmed" }))],
      "credential_revoked",
      "confirmed",
    ],
    [
      "revoked",
      [fact("web1", 8, revoked(3)), fact(null, 9, revoked(unnamed(3), { certainty: "confirmed" }))],
      "credential_revoked",
      "confirmed",
    ],
    ["expired", [fact("web1", 9, expired(3, { certainty: "confirmed" }))], "credential_expired", "confirmed"],
    ["refresh_failing", [fact("web1", 9, refreshFailed(3, { permanent: true }))], "refresh_failed", "confirmed"],
    ["not_loaded", [fact("web1", 9, preflightRefused)], "preflight_refused", null],
    ["auth_failing", [fact("web1", 9, unclassified(3, { count: 3 }))], "auth_unclassified", "inferred"],
    ["rate_limited", [fact("web1", 9, rateLimited(3))], "rate_limited", "confirmed"],
    ["healthy", [], null, null],
  ])("says %s with its outcome and certainty", (health, facts, outcome, certainty) => {
    expect(viewAt([fact("web1", 1, loaded(3)), ...facts], 20)).toMatchObject({ health, outcome, certainty });
  });

  test("names the generation that each finding is about, not the newest", () => {
    const mixed = [fact("web1", 1, loaded(3, { expiresAt: START + HOUR })), fact("web2", 1, loaded(4))];
    const about = (second: number): Partial<Finding> => viewAt(mixed, second).findings[0] ?? {};
    expect(about(3_000)).toMatchObject({ condition: "expiring", generation: 3, since: at(2_880) });
    expect(about(3_500)).toMatchObject({ condition: "must_refresh", generation: 3, since: at(3_420) });
    expect(about(3_600)).toMatchObject({ condition: "expired", generation: 3, since: at(3_600), certainty: "inferred" });
  });

  test("dates a death by the first who said so", () => {
    const facts = [
      fact("web1", 1, loaded(3)),
      fact("web1", 9, revoked(3, { certainty: "confirmed" })),
      fact("web2", 4, revoked(3)),
    ];
    expect(viewAt(facts, 20).findings[0]).toMatchObject({ since: at(4), certainty: "confirmed" });
  });

  test("says of a dead grant what the provider does not", () => {
    const facts = [
      fact("web1", 1, loaded(3)),
      fact("web1", 9, refreshFailed(3, { permanent: true, evidence: { provider_code: "invalid_grant" } })),
    ];
    expect(viewAt(facts, 20).findings[0]?.detail).toBe("Grant dead: expired or revoked, the provider does not say");
  });

  test("of an ended lane says nothing and waits for nothing", () => {
    const ended = viewAt([...troubled, fact("web1", 30, laneRetired)], 3_500);
    expect(ended).toMatchObject({ health: null, findings: [], nextDeadlineAt: null, ended: true });
  });

  test("of a lane that never reported knows nothing", () => {
    expect(viewAt([], 0)).toMatchObject({
      health: null,
      findings: [],
      freshness: "never_reported",
      served: null,
      expiresAt: null,
      nextDeadlineAt: null,
    });
  });

  test("of a silent lane keeps what it knows, but never says healthy", () => {
    expect(viewAt([fact("web1", 1, loaded(3))], 300, { lastHeard: { web1: 1 } })).toMatchObject({
      health: null,
      findings: [],
      freshness: "silent",
      served: { number: 3 },
    });
  });
});

describe("a refresh that should come by itself", () => {
  const leased = fact("web1", 1, loaded(3, { expiresAt: START + 90 * DAY, lease: lease("aa", START + HOUR) }));
  test.each<[name: string, facts: Fact[], second: number, since: number | null]>([
    ["is not overdue with more than a fifth of the life left", [leased], 2_879, null],
    ["is overdue with a fifth of the life left", [leased], 2_880, at(2_880)],
    ["stays overdue past the end", [leased], 4_000, at(2_880)],
    [
      "is overdue on a lane that is declared to refresh",
      [fact("web1", 1, loaded(3, { expiresAt: START + HOUR })), fact("web1", 2, declared({ capabilities: ["refresh"] }))],
      2_880,
      at(2_880),
    ],
    [
      "is never overdue where nothing refreshes by itself",
      [fact("web1", 1, loaded(3, { expiresAt: START + HOUR }))],
      3_500,
      null,
    ],
    ["is never overdue where nothing ends", [fact("web1", 1, loaded(3, { lease: lease("aa", "never") }))], 86_400, null],
  ])("%s", (_, facts, second, since) => expect(viewAt(facts, second).refreshOverdueSince).toBe(since));
});

describe("clock values out of all range", () => {
  const FAR = 8_640_000_000_000_000;
  test.each<[name: string, facts: Fact[], health: LaneView["health"]]>([
    ["an end before the epoch", [fact("web1", 1, loaded(3, { expiresAt: -FAR }))], "expired"],
    ["an end in a quarter of a million years", [fact("web1", 1, loaded(3, { expiresAt: FAR }))], "healthy"],
    ["an issue after the end", [fact("web1", 1, loaded(3, { issuedAt: FAR, expiresAt: START + DAY }))], "healthy"],
    ["an issue before the epoch", [fact("web1", 1, loaded(3, { issuedAt: -FAR, expiresAt: START + DAY }))], "must_refresh"],
    [
      "an issue long before the epoch, an end far off",
      [fact("web1", 1, loaded(3, { issuedAt: -FAR, expiresAt: START + 15 * DAY }))],
      "healthy",
    ],
    [
      "a lease that ended before it began",
      [fact("web1", 1, loaded(3, { lease: lease("aa", START - DAY, START + DAY) }))],
      "expired",
    ],
    [
      "a limit until the end of time",
      [fact("web1", 1, loaded(3)), fact("web1", 2, rateLimited(3, { retryAt: FAR }))],
      "rate_limited",
    ],
    [
      "a sequence of nineteen digits",
      [fact("web1", 1, loaded(4), "9223372036854775806"), fact("web1", 1, loaded(3), "9223372036854775807")],
      "healthy",
    ],
  ])("%s", (_, facts, health) => expect(viewAt(facts, 86_400 - 1_800).health).toBe(health));

  test("a replica named like something every object has", () => {
    const facts = ["constructor", "toString", "__proto__"].map((boot) => fact(boot, 1, loaded(3)));
    const limited = fact("constructor", 2, rateLimited(3, { route: "constructor" }));
    expect(viewAt(facts, 20).health).toBe("healthy");
    expect(viewAt([limited, ...facts], 20).health).toBe("rate_limited");
  });
});

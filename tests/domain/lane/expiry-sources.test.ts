import { describe, expect, test } from "vitest";
import type { Expiry } from "#lib/domain/clock/instant.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { DAY, expiryEntered, fact, HOUR, lease, loaded, MINUTE, START, unnamed } from "#tests/domain/support/facts.ts";
import { type Circumstances, viewAt } from "#tests/domain/support/lane.ts";

type Source = "declared" | "jwt" | "token_response" | "provider";
let second = 0;
const told = (source: Source, expiresAt: Expiry, boot = "web1"): Fact => fact(boot, ++second, loaded(3, { source, expiresAt }));
const entered = (expiresAt: Expiry): Fact => fact(null, ++second, expiryEntered(3, expiresAt));
const [SOON, LATE] = [START + HOUR, START + DAY];

describe("the expiry of a lane", () => {
  test.each<[name: string, facts: Fact[], expiresAt: Expiry]>([
    ["operator over provider", [entered(LATE), told("provider", SOON)], LATE],
    ["operator over provider, earlier too", [entered(SOON), told("provider", LATE)], SOON],
    ["operator says never", [entered("never"), told("provider", SOON)], "never"],
    ["the operator's last word", [entered(SOON), entered(LATE)], LATE],
    ["operator takes the word back: the next source counts", [entered(SOON), entered(null), told("jwt", LATE)], LATE],
    ["provider over token response", [told("provider", LATE), told("token_response", SOON)], LATE],
    ["token response over JWT", [told("token_response", LATE), told("jwt", SOON)], LATE],
    ["JWT over declared", [told("jwt", LATE), told("declared", SOON)], LATE],
    ["a better source that knows nothing is passed over", [told("provider", null), told("declared", SOON)], SOON],
    ["never, by a better source", [told("jwt", "never"), told("declared", SOON)], "never"],
    ["the later of two replicas with the same source", [told("jwt", SOON), told("jwt", LATE, "web2")], LATE],
    ["nobody knows", [told("jwt", null), told("declared", null)], null],
  ])("%s", (_, facts, expiresAt) => {
    expect(viewAt(facts, 300).expiresAt).toBe(expiresAt);
    expect(viewAt(facts.toReversed(), 300).expiresAt).toBe(expiresAt);
  });
});

describe("the expiry of a lane with leases", () => {
  const grant = (expiresAt: Expiry, leaseEnds: Expiry, boot = "web1"): Fact =>
    fact(boot, 1, loaded(3, { expiresAt, lease: lease(boot, leaseEnds) }));

  test.each<[name: string, facts: Fact[], expiresAt: Expiry, circumstances?: Circumstances]>([
    ["the lease ends first", [grant(LATE, SOON)], SOON],
    ["the grant ends first", [grant(SOON, LATE)], SOON],
    ["the earliest lease of several replicas", [grant(null, LATE), grant(null, SOON, "web2")], SOON],
    [
      "the lease of a stopped replica does not count",
      [grant(null, LATE), grant(null, SOON, "web2")],
      LATE,
      { stopped: ["web2"] },
    ],
    ["the lease of a silent server still counts", [grant(null, SOON)], SOON, { lastHeard: { web1: 1 } }],
    ["nothing is left when the only replica stopped", [grant(null, SOON)], null, { stopped: ["web1"] }],
    ["the lease of a replaced generation does not count", [grant(null, SOON), fact("web1", 2, loaded(4))], "never"],
    ["a lease may be of a generation known by number", [fact("web1", 1, loaded(unnamed(3), { lease: lease("aa", SOON) }))], SOON],
  ])("%s", (_, facts, expiresAt, circumstances) => expect(viewAt(facts, 300, circumstances).expiresAt).toBe(expiresAt));

  test("counts its windows from the life that ends first", () => {
    const { startsAt, deadlines } = viewAt(
      [fact("web1", 1, loaded(3, { expiresAt: LATE, lease: lease("aa", SOON, START + 30 * MINUTE) }))],
      300,
    );
    expect(startsAt).toBe(START + 30 * MINUTE);
    expect(deadlines).toEqual({
      refreshAt: SOON - 9 * MINUTE,
      warnAt: SOON - 6 * MINUTE,
      refuseAt: SOON - 1.5 * MINUTE,
      expiresAt: SOON,
    });
  });
});

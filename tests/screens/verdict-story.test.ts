import { describe, expect, it } from "vitest";
import { containedBecause, overrulable, sharedText, verdictStory } from "#components/screens/lane/verdict-story.ts";
import { whatToDo } from "#components/screens/lane/what-to-do.ts";
import type { VerdictView } from "#lib/contract/verdict.ts";
import { commandFixture, targetFixture } from "./fixtures/command.ts";
import { inMinutes, laneDetailFixture } from "./fixtures/lane.ts";

const verdict = (changes: Partial<VerdictView> = {}): VerdictView => ({
  event_id: "event-1",
  generation: 3,
  fingerprint: "9f2c41d0a7b35e68",
  kind: "revoked",
  certainty: "inferred",
  at: inMinutes(-5),
  reason: "refused although it worked before and should still live",
  evidence: null,
  replica: "web1-9c2e",
  workstation: false,
  origin: null,
  overruled: false,
  overrule_with: null,
  ...changes,
});
const probe = (status: "succeeded" | "failed" | "queued", code: string | null = null) =>
  commandFixture({
    kind: "probe",
    requested_by: "lanekeeper",
    requested_by_kind: "system",
    targets: [targetFixture({ replica: "web2-1a1a", status, code, at: inMinutes(-4) })],
  });

describe("the story of a verdict", () => {
  it("tells who said it, who was asked, and what was found, in that order", () => {
    const story = verdictStory({ verdicts: [verdict()], probes: [probe("succeeded")] });
    expect(story.map(({ who, what, tone }) => [who, what, tone])).toEqual([
      ["web1-9c2e", "says revoked, inferred; refused although it worked before and should still live", "against"],
      ["web2-1a1a", "probed it: the provider accepts it; asked by Lanekeeper", "for"],
    ]);
  });

  it("tells once what the same replica says of two tools, and each of two replicas", () => {
    const verdicts = [
      verdict(),
      verdict({ event_id: "event-2", at: inMinutes(-4) }),
      verdict({ event_id: "event-3", replica: "web2-1a1a" }),
    ];
    const story = verdictStory({ verdicts, probes: [] });
    expect(story.map(({ who, at }) => [who, at])).toEqual([
      ["web1-9c2e", inMinutes(-5)],
      ["web2-1a1a", inMinutes(-5)],
    ]);
  });

  it.each([
    ["failed", "credential_revoked", "against"],
    ["failed", "inconclusive", "open"],
    ["queued", null, "open"],
  ] as const)("takes an answer of %s (%s) for what it is", (status, code, tone) => {
    expect(verdictStory({ verdicts: [], probes: [probe(status, code)] })[0]?.tone).toBe(tone);
  });

  it("names the other lane where it was said, and marks a workstation's word and what was overruled", () => {
    const elsewhere = verdict({ origin: { id: "x", name: "github-ci", server: "ci" }, replica: null });
    expect(verdictStory({ verdicts: [elsewhere], probes: [] })[0]?.who).toBe("ci / github-ci");
    expect(verdictStory({ verdicts: [verdict({ workstation: true })], probes: [] })[0]).toMatchObject({ tone: "open" });
    expect(verdictStory({ verdicts: [verdict({ overruled: true })], probes: [] })[0]?.what).toContain("overruled");
  });
});

it("says why a lane is contained", () => {
  const containment = { at: inMinutes(-1), because: "no_answer", event_id: "event-1" };
  expect(containedBecause({ containment })).toBe("one replica says so, and no other answered in time");
  expect(containedBecause({ containment: null })).toBeNull();
});

it("offers to overrule only what a passed probe speaks against", () => {
  const gainsaid = verdict({ event_id: "event-2", overrule_with: "3f0e4d1a-2c73-4b2c-9f53-3b4c5d6e7f80" });
  expect(overrulable({ verdicts: [verdict(), gainsaid] })).toEqual([gainsaid]);
});

it("names the lanes that hold the same credential", () => {
  const lane = laneDetailFixture();
  expect(sharedText(lane)).toBeNull();
  const shared_fingerprint = [{ id: "x", name: "github-ci", server: "ci" }];
  expect(sharedText({ blast_radius: { ...lane.blast_radius, shared_fingerprint } })).toBe("1 other lane holds this credential");
});

describe("advice on a revocation that contains nothing", () => {
  const revoked = laneDetailFixture({ health: "revoked", control: "active" });
  it("says that one replica says so, while nobody gainsays it", () => {
    expect(whatToDo({ ...revoked, verdicts: [verdict()] })).toMatchObject({
      primary: "evidence",
      secondary: ["pause", "probe", "rotate"],
    });
  });
  it("offers to overrule what a probe gainsays", () => {
    const gainsaid = verdict({ overrule_with: "3f0e4d1a-2c73-4b2c-9f53-3b4c5d6e7f80" });
    expect(whatToDo({ ...revoked, verdicts: [gainsaid] }).secondary).toContain("overrule");
    expect(whatToDo({ ...revoked, verdicts: [gainsaid, verdict()] }).secondary).not.toContain("overrule");
  });
});

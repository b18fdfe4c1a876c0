import { describe, expect, it } from "vitest";
import { callSeries } from "#components/screens/lane/call-series.ts";
import { stepSentence } from "#components/screens/lane/command-story.ts";
import { countRoutine, shownItems, topicOf } from "#components/screens/lane/event-filter.ts";
import { evidenceFacts, leadingEvidence } from "#components/screens/lane/evidence-facts.ts";
import { retirementStory } from "#components/screens/lane/generation-story.ts";
import { tellStory, tells } from "#components/screens/lane/lane-story.ts";
import { scopeRows } from "#components/screens/lane/scope-rows.ts";
import { headFacts, laneOrigin } from "#components/screens/lane/view-model.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import { inMinutes, laneDetailFixture, NOW_MS } from "./fixtures/lane.ts";
import { entryFixture } from "./fixtures/timeline.ts";

describe("the head", () => {
  const labels = (changes: Partial<LaneDetail>) => headFacts(laneDetailFixture(changes)).map((fact) => fact.label);

  it("counts to the end of a living credential", () => {
    expect(labels({})).toEqual(["Since", "Ends", "Forced refresh", "Last good use", "Last report", "Owner"]);
  });

  it.each(["revoked", "expired"] as const)("counts to nothing once the credential is %s", (health) => {
    expect(labels({ health })).toEqual(["Since", "Last good use", "Last report", "Owner"]);
  });

  it("of a lane that ended, says how and by whom, and counts to nothing", () => {
    const ended = { at: "2026-11-22T02:00:00.000Z", how: "archived", by: "ann@example.com" } as const;
    const facts = headFacts(laneDetailFixture({ ended }));
    expect(facts.map(({ label }) => label)).toEqual(["Archived", "By", "Ends", "Last good use", "Last report", "Owner"]);
    expect(headFacts(laneDetailFixture({ ended: { ...ended, how: "retired", by: null } }))[1]).toMatchObject({
      text: "its server",
    });
  });

  it("says what is not known rather than leaving it out", () => {
    const facts = headFacts(laneDetailFixture({ owner: null, expires_at: null, last_good_use_at: null }));
    expect(facts.filter((fact) => fact.at === null).map((fact) => fact.text)).toEqual(["not known", "none seen", "nobody named"]);
  });

  it("says where the lane belongs", () => {
    expect(laneOrigin(laneDetailFixture())).toBe("github · acme-bot · tenant acme · production");
    expect(laneOrigin(laneDetailFixture({ provider: null, account: null, tenant: null, environment: null }))).toBe(
      "not declared",
    );
  });
});

describe("the list of events", () => {
  const entries = [
    entryFixture(-1, "call.usage"),
    entryFixture(-5, "credential.refreshed"),
    entryFixture(-30, "credential.loaded"),
  ];
  const kinds = (...args: [Parameters<typeof shownItems>[1], boolean]) =>
    shownItems(tellStory(entries), ...args).map((item) => (item.type === "entry" ? item.entry.kind : item.type));

  it("leaves routine out until it is asked for", () => {
    expect(kinds(null, false)).toEqual(["credential.refreshed", "credential.loaded"]);
    expect(kinds(null, true)).toHaveLength(3);
  });

  it("keeps to a chosen stretch of time", () => {
    expect(kinds({ fromMs: NOW_MS - 600_000, toMs: NOW_MS }, false)).toEqual(["credential.refreshed"]);
  });

  it("takes the refusals of a held lane for routine, and no others", () => {
    const refused = ["lane_paused", "credential_revoked"].map((code) => entryFixture(-2, "call.refused", { data: { code } }));
    expect(shownItems(tellStory(refused), null, false).map(({ id }) => id)).toEqual([refused[1]?.id]);
  });

  it("counts the routine", () => {
    expect(countRoutine(tellStory(entries))).toBe(1);
  });

  it("names what a kind is about in a word", () => {
    const kinds = ["credential.refresh_failed", "rotation.cut_over", "lane.transition", "auth.failed", "server.started"];
    expect(kinds.map(topicOf)).toEqual(["Credential", "Rotation", "State", "Refusal", "Server"]);
  });
});

describe("a command in the list of events", () => {
  const COMMAND = "0f0e0d0c-1111-4222-8333-444455556666";
  const step = (minutes: number, kind: string, data: Record<string, unknown> = {}, changes = {}) =>
    entryFixture(minutes, kind, { command_id: COMMAND, data, ...changes });
  const request = (kind: string) =>
    step(-6, "command.requested", { kind }, { source: "action", actor: "mara", summary: `${kind} requested` });
  const rotation = [
    step(-5, "command.finished", { closedAs: "proven" }, { source: "action" }),
    entryFixture(-5, "credential.retired", { data: { generation: 1, retirement: "automatic" } }),
    entryFixture(-5.7, "call.failed"),
    step(-5.9, "rotation.cut_over", { generation: 2 }),
    entryFixture(-5.9, "lane.transition", { source: "transition", summary: "Generation 1 → 2 by a report" }),
    step(-5.95, "rotation.probed", { generation: 2, passed: true }),
    step(-5.98, "command.target_changed", { status: "delivered", replica: "web1-9c2e" }, { source: "action" }),
    request("rotate"),
    entryFixture(-9, "credential.retired", { data: { generation: 0, retirement: "natural" } }),
  ];
  const sentence = (entries: Parameters<typeof tellStory>[0]) =>
    tellStory(entries).flatMap((item) => (item.type === "command" ? item.sentence : []));

  it("is one row with what came of it, and leaves the rest of the story apart", () => {
    const items = tellStory(rotation);
    expect(items.map((item) => (item.type === "entry" ? item.entry.kind : item.type))).toEqual([
      "call.failed",
      "command",
      "credential.retired",
    ]);
    expect(sentence(rotation)).toEqual([
      "Rotate requested → candidate passed its probe → cut over to generation 2 → generation 1 proven dead",
    ]);
  });

  it("holds its steps in the order in which they happened", () => {
    const steps = tellStory(rotation).flatMap((item) => (item.type === "command" ? item.steps.map(({ kind }) => kind) : []));
    expect(steps[0]).toBe("command.requested");
    expect(steps).toHaveLength(7);
    expect(steps.at(-1)).toBe("command.finished");
  });

  it("is chosen with any of its steps", () => {
    const item = tellStory(rotation).find(({ type }) => type === "command");
    const [finished, , failed] = rotation;
    expect(item && tells(item, finished?.id ?? null)).toBe(true);
    expect(item && tells(item, failed?.id ?? null)).toBe(false);
    expect(item && tells(item, null)).toBe(false);
  });

  it("is listed with a stretch of time that any of its steps touches", () => {
    const late = { fromMs: NOW_MS - 5.1 * 60_000, toMs: NOW_MS - 4.9 * 60_000 };
    expect(shownItems(tellStory(rotation), late, false).map(({ type }) => type)).toEqual(["command"]);
  });

  it("says who stopped the lane", () => {
    const paused = step(-5.9, "lane.paused");
    expect(sentence([paused, request("pause")])).toEqual(["Pause requested → held by the server"]);
    const contained = entryFixture(-6, "lane.contained", { source: "action", actor: "lanekeeper" });
    expect(sentence([paused, contained])).toEqual(["Contained by Lanekeeper → held by the server"]);
    expect(tellStory([contained]).map(({ type }) => type)).toEqual(["entry"]);
  });

  it("says how it went wrong", () => {
    const timedOut = step(-5.5, "command.target_changed", { status: "timed_out", replica: "web1-9c2e" });
    const finished = step(-5.4, "command.finished", { status: "timed_out" });
    expect(sentence([finished, timedOut, request("pause")])).toEqual(["Pause requested → no answer from web1-9c2e → timed out"]);
    expect(sentence([step(-5.5, "rotation.failed", { code: "probe_failed" }), request("rotate")])).toEqual([
      "Rotate requested → failed: probe failed",
    ]);
  });

  it("tells a probe by what it found, not by how the asking ended", () => {
    const answered = { status: "failed", code: "credential_revoked", replica: "web_1" };
    const steps = [
      step(-5.4, "command.finished", { kind: "probe", status: "failed" }, { source: "action", summary: "probe: failed" }),
      step(-5.5, "command.target_changed", answered, { source: "action", summary: "web_1: probe failed" }),
      step(-5.6, "command.target_changed", { status: "delivered", replica: "web_1" }, { summary: "web_1: probe delivered" }),
    ];
    const asked = request("probe");
    expect(sentence([...steps, asked])).toEqual(["Probe requested → web_1: key refused"]);
    expect(steps.map((each) => stepSentence(asked, each))).toEqual([
      "The probe is over",
      "web_1: key refused",
      "web_1: probe delivered",
    ]);
    const cannotTell = step(-5.5, "command.target_changed", { ...answered, code: "no_probe" });
    expect(sentence([cannotTell, asked])).toEqual(["Probe requested → web_1: could not tell"]);
  });

  it("changes nothing where the request itself is out of reach", () => {
    expect(tellStory(rotation.slice(0, 4)).map(({ type }) => type)).toEqual(["entry", "entry", "entry", "entry"]);
  });
});

describe("evidence", () => {
  const evidence = { status: 401, provider_code: "token_revoked", request_id: "9A2F", headers: { "retry-after": "5" } };
  const held = { since: null, certainty: "confirmed", detail: null } as const;

  it("is that of the leading cause", () => {
    const conditions: LaneDetail["conditions"] = [
      { ...held, condition: "revoked", evidence },
      { ...held, condition: "expiring", evidence: { status: 200 } },
    ];
    expect(leadingEvidence(laneDetailFixture({ health: "revoked", conditions }))?.evidence).toBe(evidence);
    expect(leadingEvidence(laneDetailFixture({ conditions: [] }))).toBeNull();
  });

  it("shows status, code, request id and headers, and nothing that was not told", () => {
    expect(evidenceFacts(evidence)).toEqual([
      { label: "HTTP status", text: "401" },
      { label: "Provider's code", text: "token_revoked" },
      { label: "Request id", text: "9A2F" },
      { label: "retry-after", text: "5" },
    ]);
  });
});

describe("scopes", () => {
  it("puts what is missing first, with exactly the tools that it refuses", () => {
    const scopes = {
      needed: ["issues:read", "issues:write"],
      granted: ["issues:read", "repo"],
      missing: ["issues:write"],
      extra: ["repo"],
    };
    expect(scopeRows(laneDetailFixture({ scopes }))).toEqual([
      { scope: "issues:write", state: "missing", tools: ["issues_create"] },
      { scope: "repo", state: "extra", tools: [] },
      { scope: "issues:read", state: "granted", tools: ["issues_list"] },
    ]);
  });

  it("has no rows where the lane declared none", () => {
    expect(scopeRows(laneDetailFixture({ scopes: null }))).toEqual([]);
  });
});

describe("how a generation ended", () => {
  const [serving] = laneDetailFixture().generations;
  const story = (changes: Partial<GenerationView>) => serving && retirementStory({ ...serving, ...changes });
  const seen = { at: inMinutes(-5), certainty: "inferred" as const, evidence: null };
  const cases: [string, Partial<GenerationView>, string][] = [
    ["serving", {}, "in use"],
    ["candidate", { state: "candidate" }, "probed, not yet in use"],
    ["old, dated", { state: "standby" }, "not in use, ends by its date"],
    ["old, without an end", { state: "standby", expires_at: "never" }, "not in use, its end is not confirmed"],
    [
      "proven dead",
      { state: "retired", retired_at: inMinutes(-1), retirement: "automatic" },
      "ended by the server, the end is confirmed",
    ],
    ["revoked", { state: "revoked", revoked: { ...seen, reason: null } }, "withdrawn by the provider, inferred"],
    ["expired", { state: "expired", expired: seen }, "reached its end, inferred"],
  ];
  it.each(cases)("%s", (_name, changes, expected) => {
    expect(story(changes)).toBe(expected);
  });
});

describe("calls per minute", () => {
  const usage = (minutes: number, result: string, count: number) =>
    entryFixture(minutes, "call.usage", { data: { result, count } });

  it("adds up each minute by result and keeps quiet minutes", () => {
    const series = callSeries([usage(0, "ok", 5), usage(0, "ok", 2), usage(-2, "auth", 1)], NOW_MS, 3);
    expect(series.map(({ ok, auth }) => [ok, auth])).toEqual([
      [0, 1],
      [0, 0],
      [7, 0],
    ]);
  });

  it("ignores what lies outside and what it does not know", () => {
    const series = callSeries([usage(-90, "ok", 5), usage(0, "mystery", 5)], NOW_MS, 60);
    expect(series.every((minute) => minute.ok === 0)).toBe(true);
  });

  it("is empty where no usage was reported, which is not the same as no calls", () => {
    expect(callSeries([entryFixture(-1, "credential.loaded")], NOW_MS, 60)).toEqual([]);
  });
});

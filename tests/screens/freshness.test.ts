import { describe, expect, it } from "vitest";
import { affectedKeys } from "#components/shell/live/affected-keys.ts";
import { type Contact, type Freshness, judgeFreshness } from "#components/shell/live/freshness.ts";
import { freshnessWording } from "#components/shell/live/freshness-wording.ts";
import { NOW_MS } from "./fixtures/lane.ts";

const ago = (seconds: number) => NOW_MS - seconds * 1_000;
const contact = (message: number | null, answer: number | null, started = 300): Contact => ({
  startedAtMs: ago(started),
  messageAtMs: message === null ? null : ago(message),
  answerAtMs: answer === null ? null : ago(answer),
});

describe("freshness goes by what arrived", () => {
  const cases: Array<[string, Contact, Freshness]> = [
    ["just opened, nothing heard", contact(null, null, 3), { state: "connecting" }],
    ["a heartbeat now", contact(0, 0), { state: "live" }],
    ["a heartbeat 19 s ago", contact(19, 19), { state: "live" }],
    ["quiet for 20 s", contact(20, 20), { state: "reconnecting", quietMs: 20_000 }],
    ["quiet, though polls are answered", contact(45, 2), { state: "reconnecting", quietMs: 45_000 }],
    ["never heard since the start 30 s ago", contact(null, 1, 30), { state: "reconnecting", quietMs: 30_000 }],
    ["stream away for a minute, polls answered", contact(60, 14), { state: "polling" }],
    ["stream away for an hour, polls answered", contact(3_600, 14), { state: "polling" }],
    ["nothing at all for 59 s", contact(59, 59), { state: "reconnecting", quietMs: 59_000 }],
    ["nothing at all for a minute", contact(60, 60), { state: "stale", sinceMs: ago(60) }],
    ["the last poll was answered 61 s ago", contact(180, 61), { state: "stale", sinceMs: ago(61) }],
    ["nothing since the page was opened", contact(null, null, 90), { state: "stale", sinceMs: ago(90) }],
  ];
  it.each(cases)("%s", (_, given, expected) => {
    expect(judgeFreshness(given, NOW_MS)).toEqual(expected);
  });
});

it("says how long it has been quiet, and since when the screen is old", () => {
  const words = (freshness: Freshness) => freshnessWording(freshness).word;
  expect(words({ state: "live" })).toBe("Live");
  expect(words({ state: "reconnecting", quietMs: 23_400 })).toBe("Reconnecting (23 s)");
  expect(words({ state: "polling" })).toBe("Polling");
  expect(words({ state: "stale", sinceMs: ago(180) })).toBe("Stale since 02:11");
});

describe("an event of the stream reads again what it touches", () => {
  it("a lane: its own page, and every list it stands in", () => {
    const keys = affectedKeys({ topic: "lane", id: "l1", version: 3 });
    expect(keys).toContainEqual(["lane", "l1"]);
    expect(keys).toContainEqual(["summary"]);
    expect(keys).toContainEqual(["lanes"]);
    expect(keys).not.toContainEqual(["lane"]);
  });
  it("a command names no lane, so every open lane is read", () => {
    expect(affectedKeys({ topic: "command", id: "c1", version: 1 })).toEqual(
      expect.arrayContaining([["lane"], ["commands"], ["command", "c1"], ["summary"]]),
    );
  });
  it("an alert: the list of alerts and the overview", () => {
    expect(affectedKeys({ topic: "alert", id: "a1", version: 1 })).toEqual(
      expect.arrayContaining([["alerts"], ["alert", "a1"], ["summary"]]),
    );
  });
  it("a server: its page and the list of servers", () => {
    expect(affectedKeys({ topic: "server", id: "s1", version: 1 })).toEqual(
      expect.arrayContaining([["servers"], ["server", "s1"], ["summary"]]),
    );
  });
});

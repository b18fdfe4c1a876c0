import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Button, CYCLE_S, storyActs } from "#lib/demo/story/acts.ts";
import { playStory, type Story } from "#lib/demo/story/play-story.ts";

const pressed: Button[] = [];
let story: Story;

beforeEach(() => {
  vi.useFakeTimers();
  pressed.length = 0;
  story = playStory(storyActs(110), (button) => void pressed.push(button));
});
afterEach(() => {
  story.pause();
  vi.useRealTimers();
});

const advance = (seconds: number): unknown => vi.advanceTimersByTime(seconds * 1_000);
const summary = (): string[] => pressed.map(({ lane, action }) => `${lane} ${action}`);

test("something happens within two minutes, and nothing to github-prod", () => {
  expect(story.state()).toMatchObject({ running: true, next: { inS: 50 }, told: [] });
  advance(120);
  expect(summary()).toEqual(["hubspot-crm fail-refresh", "stripe-prod revoke"]);
  expect(story.state().told.map(({ says }) => says)).toEqual([
    "The key of github-ci reaches its end, as its clock foretold.",
    "Somebody deletes the key of stripe-prod in Stripe's Dashboard: within seconds its lane is contained.",
    "HubSpot's token endpoint fails the next two refreshes, then recovers.",
  ]);
  advance(CYCLE_S * 3);
  expect(pressed.some(({ lane }) => lane === "github-prod")).toBe(false);
});

test("it begins again, and each new key of github-ci ends where the first one did", () => {
  advance(200);
  expect(pressed.at(-1)).toEqual({ lane: "github-ci", action: "new-key", options: { lifetimeS: 160 } });
  expect((190 + 160) % CYCLE_S).toBe(110);
  advance(CYCLE_S - 200 + 49);
  expect(pressed).toHaveLength(5);
  advance(1);
  expect(summary().at(-1)).toBe("hubspot-crm fail-refresh");
});

test("a key is deleted once: its lane waits for a person, however long", () => {
  advance(CYCLE_S * 4);
  expect(summary().filter((button) => button.startsWith("stripe-prod"))).toEqual(["stripe-prod revoke", "stripe-prod new-key"]);
  expect(summary().filter((button) => button === "github-ci new-key")).toHaveLength(4);
});

test("paused, it stands still; resumed, it goes on where it stood", () => {
  advance(20);
  story.pause();
  advance(600);
  expect(story.state()).toMatchObject({ running: false, next: { inS: 30 } });
  expect(pressed).toEqual([]);
  story.resume();
  story.resume();
  advance(29);
  expect(pressed).toEqual([]);
  advance(1);
  expect(summary()).toEqual(["hubspot-crm fail-refresh"]);
});

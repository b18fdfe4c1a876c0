import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listenTogether } from "#components/shell/live/listen-together.ts";
import type { StreamEvent } from "#lib/contract/summary.ts";

/** The browser's end of a stream, spoken to by the test. */
class SpokenSource extends EventTarget {
  static readonly CLOSED = 2;
  static open: SpokenSource[] = [];
  readyState = 1;
  constructor() {
    super();
    SpokenSource.open.push(this);
  }
  say(event: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
  close(): void {
    SpokenSource.open = SpokenSource.open.filter((source) => source !== this);
  }
}

const LANE: StreamEvent = { topic: "lane", id: "a", version: 1 };
const tabs: (() => void)[] = [];

beforeEach(() => vi.stubGlobal("EventSource", SpokenSource));
afterEach(async () => {
  for (const leave of tabs.splice(0)) leave();
  await vi.waitFor(() => expect(SpokenSource.open).toEqual([]));
  vi.unstubAllGlobals();
});

function openTab() {
  const heard: string[] = [];
  const leave = listenTogether({
    url: "/api/v1/stream",
    onMessage: () => heard.push("message"),
    onEvent: ({ id }) => heard.push(`event ${id}`),
    onGap: (spreadMs) => heard.push(`gap ${spreadMs}`),
  });
  tabs.push(leave);
  return { heard, leave };
}

const opened = () => vi.waitFor(() => expect(SpokenSource.open).toHaveLength(1));

it("tabs of one browser hold one stream, and all hear it", async () => {
  const [first, second] = [openTab(), openTab()];
  await opened();
  SpokenSource.open[0]?.say("lane", LANE);
  SpokenSource.open[0]?.say("reset", { spread_ms: 40 });
  for (const { heard } of [first, second]) {
    await vi.waitFor(() => expect(heard).toEqual(["message", "event a", "message", "gap 40"]));
  }
  expect(SpokenSource.open).toHaveLength(1);
});

it("when the tab that listens goes, another listens", async () => {
  const first = openTab();
  await opened();
  const [before] = SpokenSource.open;
  const second = openTab();
  first.leave();
  await vi.waitFor(() => expect(SpokenSource.open[0]).not.toBe(before));
  await opened();
  SpokenSource.open[0]?.say("lane", LANE);
  await vi.waitFor(() => expect(second.heard).toContain("event a"));
  expect(first.heard).not.toContain("event a");
});

it("a tab that comes is told what changed while its page was made", async () => {
  openTab();
  await opened();
  SpokenSource.open[0]?.say("lane", LANE);
  const late = openTab();
  await vi.waitFor(() => expect(late.heard).toEqual(["message", "event a"]));
});

it("a tab that left while the lock was on its way gives it back at once", async () => {
  let given: Promise<void> | undefined;
  const request = (_name: string, _options: object, lead: () => Promise<void>) => {
    given = new Promise<void>((resolve) => setTimeout(resolve)).then(lead);
    return given;
  };
  vi.stubGlobal("navigator", { locks: { request } });
  openTab().leave();
  await given;
  expect(SpokenSource.open).toEqual([]);
});

it("without locks each tab listens for itself", async () => {
  vi.stubGlobal("navigator", {});
  openTab();
  openTab();
  expect(SpokenSource.open).toHaveLength(2);
});

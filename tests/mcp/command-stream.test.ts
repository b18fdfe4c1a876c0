import type { ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { CommandStream } from "#lib/mcp/commands/command-stream.ts";
import { Emitter } from "#lib/mcp/emitter.ts";
import { KeySource } from "#lib/mcp/key-source.ts";
import { ServerClock } from "#lib/mcp/server-clock.ts";
import { startHttpPeer } from "#tests/support/http-peer.ts";
import { SERVER_KEY } from "./support/stage.ts";

const DESIRED = `event: desired\nid: 7\ndata: {"control_version":7,"lanes":[]}\n\n`;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** A replica that listens to a peer, which begins each stream with `beginning` and then does what `then` says. */
async function listen(beginning: string, then: (stream: ServerResponse) => void) {
  const asked: { atMs: number; lastEventId: unknown }[] = [];
  const streams: ServerResponse[] = [];
  const peer = await startHttpPeer(({ headers }, response) => {
    asked.push({ atMs: performance.now(), lastEventId: headers["last-event-id"] });
    streams.push(response);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(beginning);
    then(response);
    return null;
  });
  const stream = new CommandStream({
    url: peer.url,
    replica: "web1-1",
    key: new KeySource(SERVER_KEY),
    clock: new ServerClock(() => new Date()),
    emitter: new Emitter(silent),
    logger: silent,
    onDesired: () => {},
    onCommand: () => {},
  });
  endings.push(
    () => stream.stop(),
    () => peer.close(),
  );
  const heard = await stream.start(2_000);
  return { asked, streams, heard };
}

test("comes back when it was told to, after a stream that was ended", async () => {
  const { asked, streams, heard } = await listen(`retry: 1300\n\n${DESIRED}`, () => {});
  expect(heard).toBe(true);
  const endedAtMs = performance.now();
  streams[0]?.end();
  await vi.waitFor(() => expect(asked).toHaveLength(2), { timeout: 5_000 });
  expect((asked[1]?.atMs ?? 0) - endedAtMs).toBeGreaterThan(1_250);
  expect(asked[1]?.lastEventId).toBe("7");
});

test("a reset makes it read anew, from no place", async () => {
  const { asked, streams } = await listen(DESIRED, () => {});
  streams[0]?.write("event: reset\ndata: {}\n\n");
  await vi.waitFor(() => expect(asked).toHaveLength(2), { timeout: 5_000 });
  expect(asked[1]?.lastEventId).toBeUndefined();
});

test("a stream that opens and tells nothing is asked for ever more patiently", async () => {
  const { asked, heard } = await listen("retry: 1\n\n", (stream) => stream.end());
  expect(heard).toBe(false);
  await vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(4), { timeout: 8_000 });
  const gaps = asked.slice(1).map(({ atMs }, n) => atMs - (asked[n]?.atMs ?? 0));
  // Each wait is drawn between half and all of twice the one before.
  expect(gaps[2] ?? 0).toBeGreaterThan(950);
});

import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, it, vi } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { BoundedBody } from "#lib/live/bounded-body.ts";
import { ConsoleFeed } from "#lib/live/console-feed.ts";
import { LiveHub } from "#lib/live/hub.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const CHANGES = 150;
const refOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

let db: Database;
let feed: ConsoleFeed;

beforeEach(async () => {
  db = await createTestDatabase();
  feed = new ConsoleFeed(new LiveHub(db));
});

const change = (count: number, version = 1) =>
  db.transaction((tx) =>
    writeOutbox(
      tx,
      Array.from({ length: count }, (_, n) => ({ topic: "lane" as const, ref: refOf(n), serverId: null, version })),
    ),
  );

/** A console that reads all it is told. */
async function readAll(lastEventId: string | null = null): Promise<{ told: () => string; body: BoundedBody }> {
  const body = new BoundedBody();
  const decoder = new TextDecoder();
  let told = "";
  const keep = (bytes: Uint8Array) => {
    told += decoder.decode(bytes, { stream: true });
  };
  void body.stream.pipeTo(new WritableStream({ write: keep }));
  await feed.join(body, lastEventId);
  return { told: () => told, body };
}

it("a console that does not read is ended with a reset, while one that reads is told everything", async () => {
  const slow = new BoundedBody();
  await feed.join(slow, null);
  const quick = await readAll();
  let isEnded = false;
  slow.whenEnded(() => {
    isEnded = true;
  });
  let version = 0;
  while (!isEnded && version < 200) {
    version += 1;
    await change(CHANGES, version);
    await vi.waitFor(() => expect(quick.told()).toContain(`"version":${version}}`), { interval: 5 });
  }
  expect(isEnded).toBe(true);
  const left = await new Response(slow.stream).text();
  expect(left.endsWith("event: reset\ndata: {}\n\n")).toBe(true);
  expect(left.length).toBeLessThan(100_000);
  expect(quick.told()).not.toContain("event: reset");
});

it("changes of one thing are told once in a read, and the place after them is where a console resumes", async () => {
  const first = await readAll();
  await Promise.all(Array.from({ length: 20 }, (_, n) => change(1, n + 1)));
  await vi.waitFor(() => expect(first.told()).toContain('"version":20'));
  expect(first.told().split("event: lane").length - 1).toBeLessThan(20);
  const place = feed.place ?? "";
  await change(1, 21);
  await vi.waitFor(() => expect(first.told()).toContain('"version":21'));
  const again = await readAll(place);
  await vi.waitFor(() => expect(again.told()).toContain('"version":21'));
  expect(again.told()).not.toContain('"version":20');
});

it("what only replicas need is not told to consoles", async () => {
  const console_ = await readAll();
  await db.transaction((tx) => writeOutbox(tx, [{ topic: "control", ref: refOf(1), serverId: refOf(2), version: 1 }]));
  await change(1);
  await vi.waitFor(() => expect(console_.told()).toContain("event: lane"));
  await sleep(50);
  expect(console_.told()).not.toContain("control");
});

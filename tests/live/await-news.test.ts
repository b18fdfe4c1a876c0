import { beforeAll, expect, test } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { insertServer } from "#lib/db/servers.ts";
import { awaitNews } from "#lib/live/await-news.ts";
import { createTestDatabase } from "#tests/support/database.ts";

let db: Database;
let serverId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  const server = { slug: "tools", displayName: null, environment: "test", presence: "on_demand", createdAt: new Date() } as const;
  serverId = (await insertServer(db, server))?.id ?? "";
});

const never = async () => null;
const change = () =>
  db.transaction((tx) => writeOutbox(tx, [{ topic: "control", ref: serverId, serverId, version: Date.now() }]));

test("reads again after each change, and stops at the first news", async () => {
  let reads = 0;
  const read = async (isFirst: boolean) => {
    reads += 1;
    expect(isFirst).toBe(reads === 1);
    return reads === 3 ? "news" : null;
  };
  const waiting = awaitNews({ db, serverId, read, waitMs: 20_000, signal: new AbortController().signal });
  const timer = setInterval(() => void change(), 100);
  expect(await waiting).toBe("news");
  clearInterval(timer);
  expect(reads).toBe(3);
});

test("a caller that goes ends its wait at once", async () => {
  const gone = new AbortController();
  const waiting = awaitNews({ db, serverId, read: never, waitMs: 20_000, signal: gone.signal });
  gone.abort();
  expect(await waiting).toBeNull();
});

test("what reading throws is the caller's, and its place is free again", async () => {
  const read = () => Promise.reject(new Error("away"));
  const wait = { db, serverId, read, waitMs: 1_000, signal: new AbortController().signal };
  await expect(awaitNews(wait)).rejects.toThrow("away");
});

test("more than 2,000 do not wait in one process: the next is told to come back", async () => {
  const end = new AbortController();
  const wait = { db, serverId, read: never, waitMs: 20_000, signal: end.signal };
  const waiting = Array.from({ length: 2_000 }, () => awaitNews(wait));
  await expect(awaitNews(wait)).rejects.toMatchObject({ code: "too_many_requests", extra: { retry_after_s: 5 } });
  end.abort();
  await Promise.all(waiting);
  expect(await awaitNews({ ...wait, signal: AbortSignal.timeout(50) })).toBeNull();
});

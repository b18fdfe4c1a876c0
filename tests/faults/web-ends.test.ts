import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventSource, eventType, MEDIA_TYPE } from "#lib/contract/event.ts";
import type { Database } from "#lib/db/database.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { startWeb, type Web } from "#tests/support/start-web.ts";

const SLUG = "github-tools";
const HELD_MS = 500;
const folder = mkdtempSync(join(tmpdir(), "lanekeeper-ending-"));

let db: Database;
let web: Web;
let key: string;

beforeEach(async () => {
  db = await createTestDatabase();
  web = await startWeb({ databaseUrl: db.url, folder });
  key = await registerServer(web.url, SLUG);
});

afterEach(() => web?.stop());

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const eventOf = (replica: string, kind: EventKind, data: unknown, subject?: string) => ({
  specversion: "1.0",
  id: crypto.randomUUID(),
  source: eventSource(SLUG, replica),
  type: eventType(kind),
  time: new Date().toISOString(),
  subject,
  data,
});

async function report(...events: unknown[]): Promise<{ status: number; accepted: number }> {
  const answer = await fetch(`${web.url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": MEDIA_TYPE.batch },
    body: JSON.stringify(events),
  });
  const { accepted } = (await answer.json()) as { accepted: number };
  return { status: answer.status, accepted };
}

const beat = (replica: string) => report(eventOf(replica, "server.heartbeat", { heartbeat_s: 30 }));

const heardAt = async (replica: string) =>
  (await db.query<{ at: Date }>("SELECT last_report_at AS at FROM replica WHERE name = $1", [replica]))[0]?.at.getTime() ?? 0;

/** Tells the web process to end while somebody holds every replica's row, for longer than it needs to end by itself. */
const endWhileHeld = <T>(meanwhile: () => T): Promise<{ begun: T }> =>
  db.transaction(async (tx) => {
    await tx.query("SELECT 1 FROM replica FOR UPDATE");
    const begun = meanwhile();
    await sleep(100);
    process.kill(web.pid, "SIGTERM");
    await sleep(HELD_MS);
    return { begun };
  });

describe("a web process that is told to end", () => {
  it("first writes the heartbeats that it has gathered", async () => {
    await beat("web-1");
    const before = await heardAt("web-1");
    expect(await beat("web-1")).toEqual({ status: 202, accepted: 1 });
    expect(await heardAt("web-1")).toBe(before);
    await endWhileHeld(() => undefined);
    expect(await web.exited).toBe(143);
    expect(await heardAt("web-1")).toBeGreaterThan(before);
  });

  it("first records and answers what was reported", async () => {
    await beat("web-1");
    const usage = { route: { tool: "issues_list" }, result: "ok", count: 1 };
    const { begun } = await endWhileHeld(() =>
      report(eventOf("web-1", "call.usage", usage, "github-prod"), eventOf("web-1", "server.stopped", {})),
    );
    expect(await begun).toEqual({ status: 202, accepted: 2 });
    expect(await web.exited).toBe(143);
    expect(await db.query("SELECT 1 FROM event")).toHaveLength(2);
  });
});

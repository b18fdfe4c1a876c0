import { beforeAll, describe, expect, it } from "vitest";

import { mintServerKey } from "#lib/auth/mint-key.ts";
import { EVENT_LIMITS, eventSource, eventType, MEDIA_TYPE } from "#lib/contract/event.ts";
import type { Database } from "#lib/db/database.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { createServer } from "#lib/pipeline/register/index.ts";
import { call, contextOf, createApiDatabase, problemOf, whilePostgresIsAway } from "#tests/support/api.ts";
import { POST } from "../../app/api/v1/events/route.ts";

const SERVER = "github-tools";

let db: Database;
let token: string;
beforeAll(async () => {
  db = await createApiDatabase();
  const { text, ...key } = await mintServerKey(db, new Date());
  await createServer({ ctx: contextOf(db), input: { name: SERVER, environment: "test", presence: "always_on" }, key });
  token = text;
});

/** One event as a request of `bytes` bytes: blanks around JSON mean nothing. */
function post(id: string, bytes = 0): Promise<Response> {
  const event = {
    specversion: "1.0",
    id,
    source: eventSource(SERVER, "web-1"),
    type: eventType("call.usage"),
    subject: "github-prod",
    time: new Date().toISOString(),
    data: { generation: 1, route: { tool: "issues_list" }, result: "ok", count: 1 },
  };
  const body = JSON.stringify([event]).padEnd(bytes);
  return call(POST, { method: "POST", token, headers: { "content-type": MEDIA_TYPE.batch }, body });
}

const statusesOf = async (answers: readonly Promise<Response>[]): Promise<Set<number>> =>
  new Set((await Promise.all(answers)).map(({ status }) => status));
const storedLike = async (prefix: string): Promise<number> => {
  const [row] = await db.query<{ n: number }>("SELECT count(*) AS n FROM event WHERE event_id LIKE $1", [`${prefix}%`]);
  return row?.n ?? 0;
};

describe("reports that wait", () => {
  it("beyond what a process holds are told when to come back, and the others are on record once", async () => {
    expect((await post("first")).status).toBe(202);
    const [lane] = await db.query<{ id: string }>("SELECT id FROM lane");
    const waiting: Promise<Response>[] = [];
    await db.transaction(async (tx) => {
      await lockLanes(tx, [lane?.id ?? ""]);
      for (let n = 0; n < 32; n += 1) waiting.push(post(`held-${n}`, EVENT_LIMITS.bodyBytes));
      await expect.poll(async () => (await post("over", EVENT_LIMITS.bodyBytes)).status, { timeout: 10_000 }).toBe(429);
      const refused = await post("over", EVENT_LIMITS.bodyBytes);
      expect(refused.headers.get("retry-after")).toBe("1");
      expect(await problemOf(refused)).toMatchObject({ code: "too_many_requests", status: 429 });
    });
    expect(await statusesOf(waiting)).toEqual(new Set([202]));
    expect(await storedLike("held-")).toBe(32);
    expect((await post("over")).status).toBe(202);
    expect(await storedLike("over")).toBe(1);
  });

  it("are all answered 503 while Postgres is away, and may be sent again", async () => {
    await whilePostgresIsAway(async () => {
      expect(await statusesOf(["a", "b", "c"].map((id) => post(`away-${id}`)))).toEqual(new Set([503]));
    });
    expect(await storedLike("away-")).toBe(0);
    expect(await statusesOf(["a", "b", "c"].map((id) => post(`away-${id}`)))).toEqual(new Set([202]));
    expect(await storedLike("away-")).toBe(3);
  });
});

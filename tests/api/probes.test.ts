import { beforeEach, describe, expect, it } from "vitest";
import { sessionView } from "#lib/contract/user.ts";
import type { Database } from "#lib/db/database.ts";
import { call, createApiDatabase, problemOf, signedIn, tokenOf, whilePostgresIsAway } from "#tests/support/api.ts";
import { GET as health } from "../../app/api/healthz/route.ts";
import { GET as ready } from "../../app/api/readyz/route.ts";
import { GET as session } from "../../app/api/v1/session/route.ts";

let db: Database;

beforeEach(async () => {
  db = await createApiDatabase();
});

describe("health and readiness", () => {
  it("is ready on a migrated database", async () => {
    expect((await call(health)).status).toBe(200);
    expect(await (await call(ready)).json()).toEqual({ status: "ready" });
  });

  it("is not ready without tomorrow's partition", async () => {
    const [row] = await db.query<{ name: string }>(
      "SELECT 'event_' || to_char((now() AT TIME ZONE 'UTC') + interval '1 day', 'YYYYMMDD') AS name",
    );
    await db.query(`DROP TABLE ${row?.name}`);
    const response = await call(ready);
    expect(response.status).toBe(503);
    expect(await problemOf(response)).toMatchObject({
      code: "unavailable",
      missing: ["There is no partition for the events of tomorrow."],
    });
  });

  it("is alive but not ready while Postgres is away", async () => {
    await whilePostgresIsAway(async () => {
      expect((await call(health)).status).toBe(200);
      const response = await call(ready);
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
    });
  });
});

describe("the session", () => {
  it("tells a signed-in browser who it is, and nobody else", async () => {
    const { cookie, user } = await signedIn(db, "operator");
    const answer = sessionView.parse(await (await call(session, { headers: { cookie } })).json());
    expect(answer.user).toEqual({ id: user.id, email: user.email, role: "operator" });
    expect((await call(session)).status).toBe(401);
    expect((await call(session, { token: await tokenOf(db, "viewer") })).status).toBe(403);
  });
});

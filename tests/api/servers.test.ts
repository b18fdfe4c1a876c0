import { beforeAll, describe, expect, it } from "vitest";
import { authenticate } from "#lib/auth/authenticate.ts";
import { parseServerKey } from "#lib/contract/key.ts";
import { serverCreated, serverPage, serverView } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import { call, createApiDatabase, problemOf, recordedActions, tokenOf } from "#tests/support/api.ts";
import { DELETE as revokeKey } from "../../app/api/v1/servers/[server]/keys/[key]/route.ts";
import { POST as createKey } from "../../app/api/v1/servers/[server]/keys/route.ts";
import { GET as getServer } from "../../app/api/v1/servers/[server]/route.ts";
import { POST as createServer, GET as listServers } from "../../app/api/v1/servers/route.ts";

let db: Database;
let admin: string;
let operator: string;
let viewer: string;

beforeAll(async () => {
  db = await createApiDatabase();
  [admin, operator, viewer] = await Promise.all([tokenOf(db, "admin"), tokenOf(db, "operator"), tokenOf(db, "viewer")]);
});

async function register(name: string, more: Record<string, unknown> = {}) {
  const response = await call(createServer, { method: "POST", token: admin, body: { name, ...more } });
  expect(response.status).toBe(201);
  return serverCreated.parse(await response.json());
}

const keyId = (key: string): string => parseServerKey(key)?.id ?? "";
const read = async (server: string) =>
  serverView.parse(await (await call(getServer, { token: viewer, params: { server } })).json());
const isValid = async (key: string) =>
  (await authenticate(db, new Headers({ authorization: `Bearer ${key}` }), new Date())) !== null;

describe("registering a server", () => {
  it("answers with the server and its key, once", async () => {
    const { server, key } = await register("github-tools", { display_name: "GitHub tools", presence: "on_demand" });
    expect(server).toMatchObject({
      name: "github-tools",
      environment: "production",
      presence: "on_demand",
      freshness: "never_reported",
    });
    expect(server.keys).toMatchObject([{ id: keyId(key), hint: `lk_srv_${keyId(key)}_…`, revoked_at: null }]);
    expect(await isValid(key)).toBe(true);
    const again = JSON.stringify(await read("github-tools"));
    expect(again).not.toContain(parseServerKey(key)?.secret);
    expect(await read(server.id)).toMatchObject({ name: "github-tools" });
    expect(await recordedActions(db)).toContain("server.registered");
  });

  it("refuses a name that is taken, and one that is no slug", async () => {
    await register("taken");
    const taken = await call(createServer, { method: "POST", token: admin, body: { name: "taken" } });
    expect((await problemOf(taken)).code).toBe("conflict");
    for (const name of ["", "Taken", "-a", "a b", "a".repeat(64), 7]) {
      const response = await call(createServer, { method: "POST", token: admin, body: { name } });
      expect((await problemOf(response)).code).toBe("invalid_request");
    }
  });

  it("is an admin's business", async () => {
    for (const token of [operator, viewer]) {
      expect((await call(createServer, { method: "POST", token, body: { name: "theirs" } })).status).toBe(403);
    }
  });
});

describe("the keys of a server", () => {
  it("are two at most, and one ends while the other goes on", async () => {
    const { key: first } = await register("rotating");
    const params = { server: "rotating" };
    const made = await call(createKey, { method: "POST", token: admin, params });
    expect(made.status).toBe(201);
    const { key: second } = (await made.json()) as { key: string };
    const third = await call(createKey, { method: "POST", token: admin, params });
    expect((await problemOf(third)).code).toBe("conflict");
    const revoked = await call(revokeKey, { method: "DELETE", token: admin, params: { ...params, key: keyId(first) } });
    expect(revoked.status).toBe(204);
    expect([await isValid(first), await isValid(second)]).toEqual([false, true]);
    expect((await call(createKey, { method: "POST", token: admin, params })).status).toBe(201);
    const told = await db.query(
      "SELECT 1 FROM outbox JOIN server ON server.id = outbox.ref WHERE topic = 'server' AND slug = 'rotating'",
    );
    expect(told).toHaveLength(4);
    const actions = await recordedActions(db);
    expect(actions.filter((action) => action.startsWith("server.key_"))).toEqual([
      "server.key_created",
      "server.key_revoked",
      "server.key_created",
    ]);
  });

  it("may be of workstations besides, which say so of themselves", async () => {
    await register("developed");
    const make = (body: unknown) => call(createKey, { method: "POST", token: admin, params: { server: "developed" }, body });
    const more = await Promise.all([1, 2, 3].map(() => make({ kind: "workstation" })));
    expect(more.map(({ status }) => status)).toEqual([201, 201, 201]);
    const { key, kind } = (await (await make({ kind: "workstation" })).json()) as { key: string; kind: string };
    expect(kind).toBe("workstation");
    const { actor } = (await authenticate(db, new Headers({ authorization: `Bearer ${key}` }), new Date())) ?? {};
    expect(actor).toMatchObject({ kind: "server", keyKind: "workstation" });
    expect((await make({ kind: "service" })).status).toBe(201);
    expect((await make({ kind: "service" })).status).toBe(409);
    expect((await problemOf(await make({ kind: "fleet" }))).code).toBe("invalid_request");
  });

  it("stay two when many ask at once", async () => {
    await register("raced");
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => call(createKey, { method: "POST", token: admin, params: { server: "raced" } })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it("are revoked only under their own server, and once", async () => {
    const { key } = await register("mine");
    await register("other");
    const revoke = (server: string) => call(revokeKey, { method: "DELETE", token: admin, params: { server, key: keyId(key) } });
    expect((await revoke("other")).status).toBe(404);
    expect((await revoke("mine")).status).toBe(204);
    expect((await revoke("mine")).status).toBe(404);
  });
});

describe("reading servers", () => {
  it("tells replicas, lanes in trouble and waiting commands", async () => {
    const { server } = await register("busy");
    const replica = `INSERT INTO replica (server_id, name, started_at, last_report_at, heartbeat_s) VALUES ($1, $2, now(), now() - make_interval(secs => $3), 30)`;
    await db.query(replica, [server.id, "busy-1", 5]);
    await db.query(replica, [server.id, "busy-0", 100]);
    const lane = "INSERT INTO lane (server_id, name, health, health_rank, freshness) VALUES ($1, $2, $3, 0, 'live')";
    for (const [name, health] of [
      ["a", "revoked"],
      ["b", "expiring"],
      ["c", null],
    ])
      await db.query(lane, [server.id, name, health]);
    const view = await read("busy");
    expect(view).toMatchObject({ freshness: "live", lanes: 3, lanes_in_trouble: 1, undelivered_commands: 0 });
    expect(view.replicas.map(({ name, live }) => [name, live])).toEqual([
      ["busy-1", true],
      ["busy-0", false],
    ]);
  });

  it("pages by name", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = `?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const answer = serverPage.parse(await (await call(listServers, { token: viewer, query })).json());
      seen.push(...answer.items.map((item) => item.name));
      cursor = answer.next;
    }
    expect(seen).toEqual((await db.query<{ slug: string }>("SELECT slug FROM server ORDER BY slug")).map((row) => row.slug));
    expect(seen.length).toBeGreaterThan(3);
  });

  it("knows no server of an unknown name, and refuses a limit out of range", async () => {
    expect((await call(getServer, { token: viewer, params: { server: "nowhere" } })).status).toBe(404);
    expect((await call(getServer, { token: viewer, params: { server: "No Slug" } })).status).toBe(400);
    expect((await call(listServers, { token: viewer, query: "?limit=1000" })).status).toBe(400);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Database } from "#lib/db/database.ts";
import { idempotencyKey } from "#lib/http/idempotency-key.ts";
import { reply } from "#lib/http/reply.ts";
import { route } from "#lib/http/route.ts";
import { fail } from "#lib/pipeline/errors.ts";
import { SAMPLE_CREDENTIAL } from "#tests/domain/support/credentials.ts";
import { call, createApiDatabase, ORIGIN, problemOf, signedIn, tokenOf } from "#tests/support/api.ts";
import { cookieOf } from "#tests/support/session-cookie.ts";

let db: Database;
let viewer: string;
let operator: string;

beforeAll(async () => {
  db = await createApiDatabase();
  viewer = await tokenOf(db, "viewer");
  operator = await tokenOf(db, "operator");
});

const echo = route({
  auth: "operator",
  body: z.object({ name: z.string(), size: z.optional(z.int()) }),
  handler: ({ body }) => body,
});

describe("what comes back", () => {
  it("answers JSON with a request id and without caching", async () => {
    const response = await call(echo, { method: "POST", token: operator, body: { name: "a" } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ name: "a" });
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("answers with the status and headers a handler asks for, and 204 for nothing", async () => {
    const made = await call(route({ auth: "public", handler: () => reply(201, { id: 1 }, { location: "/x" }) }));
    expect([made.status, made.headers.get("location")]).toEqual([201, "/x"]);
    const nothing = await call(route({ auth: "public", handler: () => undefined }));
    expect([nothing.status, await nothing.text()]).toEqual([204, ""]);
  });

  it("passes a stream through", async () => {
    const response = await call(
      route({ auth: "public", handler: () => new Response("data: 1\n\n", { headers: { "content-type": "text/event-stream" } }) }),
    );
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await response.text()).toBe("data: 1\n\n");
  });

  it("turns a problem into its document, with what joins it", async () => {
    const response = await call(
      route({ auth: "public", handler: () => Promise.reject(fail("conflict", "Someone was first.", { by: "ann" })) }),
    );
    expect(response.status).toBe(409);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ code: "conflict", status: 409, detail: "Someone was first.", by: "ann" });
    expect(problem.request_id).toBe(response.headers.get("x-request-id"));
  });

  it("never shows the text of an error it does not know", async () => {
    const secret = "password=hunter2 at db.internal";
    const response = await call(route({ auth: "public", handler: () => Promise.reject(new Error(secret)) }));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('"code":"internal"');
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("db.internal");
  });

  it("says 503 and when to come back while Postgres is away", async () => {
    const away = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });
    const response = await call(route({ auth: "public", handler: () => Promise.reject(away) }));
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
    expect((await problemOf(response)).code).toBe("unavailable");
  });
});

describe("bad input", () => {
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    call(echo, { method: "POST", token: operator, body, headers });
  const cases: [name: string, body: unknown, headers: Record<string, string>, status: number, code: string][] = [
    ["malformed JSON", '{"name":', {}, 400, "malformed_json"],
    ["an empty body", "", {}, 400, "malformed_json"],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), {}, 400, "malformed_json"],
    ["100,000 levels of arrays", "[".repeat(100_000), {}, 400, "malformed_json"],
    ["100,000 levels, closed", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, {}, 400, "malformed_json"],
    ["a wrong media type", '{"name":"a"}', { "content-type": "text/plain" }, 415, "unsupported_media_type"],
    ["a 10 MB body", `{"name":"${"a".repeat(10_000_000)}"}`, {}, 413, "payload_too_large"],
    ["a missing field", {}, {}, 400, "invalid_request"],
    ["no object at all", "7", {}, 400, "invalid_request"],
  ];
  it.each(cases)("%s", async (_name, body, headers, status, code) => {
    const response = await send(body, headers);
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
  });

  it("names the fields that are wrong, never what they hold", async () => {
    const response = await send({ name: "fine", size: "sk_live_secret" });
    const text = await response.text();
    expect(text).toContain('"field":"body.size"');
    expect(text).not.toContain("sk_live_secret");
  });

  it("takes brackets inside strings for what they are", async () => {
    const name = `${"[".repeat(200)}\\"{`;
    expect((await send({ name })).status).toBe(200);
  });
});

describe("what looks like a credential", () => {
  const open = route({
    auth: "operator",
    params: z.object({ lane: z.string() }),
    query: z.object({ q: z.optional(z.string()), cursor: z.optional(z.string()) }),
    body: z.object({ reason: z.string(), detail: z.optional(z.string()), policy: z.optional(z.looseObject({})) }),
    mayHoldSecret: ["detail"],
    handler: ({ request }) => idempotencyKey(request),
  });
  const send = (given: { lane?: string; query?: string; body?: object; headers?: Record<string, string> } = {}) =>
    call(open, {
      method: "POST",
      token: operator,
      params: { lane: given.lane ?? "a" },
      query: given.query ?? "",
      headers: given.headers ?? {},
      body: { reason: "Planned work", ...given.body },
    });
  const places: [field: string, given: Parameters<typeof send>[0]][] = [
    ["path.lane", { lane: SAMPLE_CREDENTIAL }],
    ["query.q", { query: `?q=${SAMPLE_CREDENTIAL}` }],
    ["query.nobody-knows", { query: `?nobody-knows=${SAMPLE_CREDENTIAL}` }],
    ["query (a field name)", { query: `?${SAMPLE_CREDENTIAL}=1` }],
    ["body.reason", { body: { reason: `Leaked: ${SAMPLE_CREDENTIAL}` } }],
    ["body.policy.notes.0", { body: { policy: { notes: [SAMPLE_CREDENTIAL] } } }],
    ["body.nobody-knows", { body: { "nobody-knows": SAMPLE_CREDENTIAL } }],
    ["body.password", { body: { password: "opaque" } }],
    ["header.Idempotency-Key", { headers: { "idempotency-key": SAMPLE_CREDENTIAL } }],
  ];

  it.each(places)("is refused in %s, which is named, and never repeated", async (field, given) => {
    const response = await send(given);
    expect(response.status).toBe(422);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ code: "secret_material", fields: [{ field }] });
    expect(JSON.stringify(problem)).not.toContain(SAMPLE_CREDENTIAL);
  });

  it("passes where nothing of it is kept: in a cursor, and in what the operation clears itself", async () => {
    expect((await send({ query: `?cursor=${SAMPLE_CREDENTIAL}` })).status).toBe(200);
    expect((await send({ body: { detail: SAMPLE_CREDENTIAL } })).status).toBe(200);
  });
});

describe("who may", () => {
  it("asks for a key, token or session", async () => {
    const response = await call(echo, { method: "POST", body: { name: "a" } });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="lanekeeper"']);
  });

  it("refuses a role that is too weak, before the body is looked at", async () => {
    const response = await call(echo, { method: "POST", token: viewer, body: "{" });
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toMatchObject({ code: "forbidden", needed_role: "operator" });
  });

  it("refuses people and tokens where a server speaks", async () => {
    const response = await call(route({ auth: "server", handler: () => 1 }), { token: operator });
    expect(response.status).toBe(403);
  });

  it("judges a request with a bearer token by that alone", async () => {
    const { cookie } = await signedIn(db, "admin", "both@example.com");
    const response = await call(echo, { method: "POST", token: "lk_api_wrong", headers: { cookie }, body: { name: "a" } });
    expect(response.status).toBe(401);
  });

  it("lets a session pass beside what a proxy asks for", async () => {
    const { cookie } = await signedIn(db, "operator", "proxied@example.com");
    const headers = { cookie, authorization: "Basic dTpw", "sec-fetch-site": "same-origin" };
    expect((await call(echo, { method: "POST", headers, body: { name: "a" } })).status).toBe(200);
  });
});

describe("a browser's session", () => {
  const post = (headers: Record<string, string>) => call(echo, { method: "POST", body: { name: "a" }, headers });
  it("changes things only from Lanekeeper's own pages", async () => {
    const { cookie } = await signedIn(db, "operator");
    const table: [Record<string, string>, number][] = [
      [{ "sec-fetch-site": "same-origin" }, 200],
      [{ origin: ORIGIN }, 200],
      [{ "sec-fetch-site": "cross-site", origin: ORIGIN }, 403],
      [{ "sec-fetch-site": "same-site" }, 403],
      [{ "sec-fetch-site": "none" }, 403],
      [{ origin: "https://evil.example" }, 403],
      [{ origin: "null" }, 403],
      [{}, 403],
    ];
    for (const [headers, status] of table) {
      expect((await post({ cookie, ...headers })).status, JSON.stringify(headers)).toBe(status);
    }
  });

  it("reads from anywhere the cookie goes", async () => {
    const { cookie } = await signedIn(db, "viewer");
    const read = route({ auth: "viewer", handler: ({ ctx }) => ctx.actor.name });
    expect((await call(read, { headers: { cookie, "sec-fetch-site": "none" } })).status).toBe(200);
  });

  it("is nobody's with a forged or foreign cookie", async () => {
    const read = route({ auth: "viewer", handler: () => 1 });
    const unknown = await cookieOf({ sub: "00000000-0000-4000-8000-000000000000", sessionVersion: 1, auth: "password" });
    for (const cookie of ["next-auth.session-token=forged", unknown, await cookieOf({ sub: "x" }), "x"]) {
      expect((await call(read, { headers: { cookie } })).status).toBe(401);
    }
  });
});

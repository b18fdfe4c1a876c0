import { createToken } from "#lib/auth/tokens/create-token.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { processDatabase } from "#lib/db/process-database.ts";
import { forget, shared } from "#lib/db/shared.ts";
import { insertUser, type UserRow } from "#lib/db/users.ts";
import type { Role } from "#lib/domain/vocabulary.ts";
import type { RouteHandler } from "#lib/http/route.ts";
import type { Context } from "#lib/pipeline/context.ts";
import { createTestDatabase } from "./database.ts";
import { cookieOf } from "./session-cookie.ts";

export const ORIGIN = "http://localhost:55200";

/** A migrated database that is also this process's own, so that route handlers find it. */
export async function createApiDatabase(): Promise<Database> {
  const database = await createTestDatabase();
  forget("database");
  return shared("database", () => database);
}

/** Does `work` in a process whose Postgres does not answer. */
export async function whilePostgresIsAway(work: () => Promise<void>): Promise<void> {
  const present = processDatabase();
  const away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
  forget("database");
  shared("database", () => away);
  try {
    await work();
  } finally {
    await away.close();
    forget("database");
    shared("database", () => present);
  }
}

/** The context of somebody at a keyboard with this role. */
export const contextOf = (db: Database, role: Role = "admin", now = new Date()): Context => ({
  db,
  now,
  requestId: "test",
  actor: { kind: "operator", id: "someone", name: "someone@example.com", role, auth: "password", address: null },
});

/** An API token of this role. */
export async function tokenOf(db: Database, role: Role): Promise<string> {
  return (await createToken({ ctx: contextOf(db), input: { name: `${role} of tests`, role, expires_in_days: 1 } })).text;
}

/** A user with a live session: the cookie a browser would send. */
export async function signedIn(
  db: Database,
  role: Role,
  email = `${role}@example.com`,
): Promise<{ user: UserRow; cookie: string }> {
  const user = await insertUser(db, { email, role, passwordHash: null });
  if (user === null) throw new Error(`${email} exists already`);
  return { user, cookie: await cookieOf({ sub: user.id, sessionVersion: user.sessionVersion, auth: "password" }) };
}

interface Call {
  method?: string;
  params?: Record<string, string>;
  query?: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is text or bytes. */
  body?: unknown;
}

/** Calls a route handler as Next would. */
export function call(
  handler: RouteHandler,
  { method = "GET", params = {}, query = "", token, headers = {}, body }: Call = {},
): Promise<Response> {
  const raw = typeof body === "string" || body instanceof Uint8Array || body === undefined;
  const request = new Request(`${ORIGIN}/api/v1/any${query}`, {
    method,
    headers: {
      host: new URL(ORIGIN).host,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
  });
  return handler(request, { params: Promise.resolve(params) });
}

/** The problem a response carries, once it has the form that every problem has. */
export async function problemOf(response: Response): Promise<Problem> {
  if (response.headers.get("content-type") !== "application/problem+json") throw new Error(`no problem but ${response.status}`);
  return (await response.json()) as Problem;
}

/** Names of the actions recorded so far, oldest first. */
export async function recordedActions(db: Database): Promise<string[]> {
  return (await db.query<{ action: string }>("SELECT action FROM action ORDER BY id")).map((row) => row.action);
}

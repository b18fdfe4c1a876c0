import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { IngestReceipt } from "#lib/contract/event.ts";
import { MEDIA_TYPE } from "#lib/contract/event.ts";
import type { Problem, ProblemCode } from "#lib/contract/problem.ts";
import { PROBLEMS } from "#lib/contract/problem.ts";
import type { Database } from "#lib/db/database.ts";
import { env } from "#lib/env.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { startWeb } from "#tests/support/start-web.ts";

/** The production build on a database of its own, with one registered server, to be attacked. */
export interface Target {
  url: string;
  database: Database;
  slug: string;
  key: string;
  /** Sends anything as anybody; admin by default. */
  ask(path: string, init?: RequestInit & { token?: string | null }): Promise<Response>;
  /** Sends events, or whatever stands in for them, as the server. */
  report(events: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Everything the web process wrote so far. */
  log(): string;
}

const onEnd: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const end of onEnd.splice(0).reverse()) await end();
});

/** Starts what is to be attacked; it ends after the test file's last test. */
export async function startTarget(): Promise<Target> {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-hostile-"));
  onEnd.push(async () => rmSync(folder, { recursive: true, force: true }));
  const web = await startWeb({ databaseUrl: database.url, folder, environment: { LANEKEEPER_LOG_LEVEL: "trace" } });
  onEnd.push(web.stop);
  const slug = "github-tools";
  const key = await registerServer(web.url, slug);
  const ask: Target["ask"] = (path, { token = env().LANEKEEPER_BOOTSTRAP_TOKEN, headers, ...init } = {}) =>
    fetch(`${web.url}${path}`, { ...init, headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  return {
    url: web.url,
    database,
    slug,
    key,
    ask,
    report: (events, headers = {}) =>
      ask("/api/v1/events", {
        method: "POST",
        token: key,
        headers: { "content-type": MEDIA_TYPE.batch, ...headers },
        body: typeof events === "string" || events instanceof Uint8Array ? (events as BodyInit) : JSON.stringify(events),
      }),
    log: () => readFileSync(web.logFile, "utf8"),
  };
}

/** The problem that an answer carries, once it is the documented one in the form that every problem has. */
export async function expectProblem(answer: Response, code: ProblemCode): Promise<Problem> {
  const body = await answer.text();
  expect({ status: answer.status, type: answer.headers.get("content-type"), body }).toMatchObject({
    status: PROBLEMS[code].status,
    type: "application/problem+json",
  });
  const problem = JSON.parse(body) as Problem;
  expect(problem).toMatchObject({ code, status: PROBLEMS[code].status, request_id: answer.headers.get("x-request-id") });
  return problem;
}

/** The receipt of an accepted request. */
export async function expectReceipt(answer: Response): Promise<IngestReceipt> {
  const body = await answer.text();
  expect({ status: answer.status, body }).toMatchObject({ status: 202 });
  return JSON.parse(body) as IngestReceipt;
}

import { randomUUID } from "node:crypto";
import { eventSource, eventType } from "#lib/contract/event.ts";
import type { Database } from "#lib/db/database.ts";
import { readOutbox } from "#lib/db/outbox.ts";
import { one } from "#lib/db/sql.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { deliverCommands, requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { ingestEvents } from "#lib/pipeline/ingest/index.ts";
import { listAlerts } from "#lib/views/list-alerts.ts";
import { listAudit } from "#lib/views/list-audit.ts";
import { listCommands } from "#lib/views/list-commands.ts";
import { listLanes } from "#lib/views/list-lanes.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { readSummary } from "#lib/views/read-summary.ts";
import { readTimeline } from "#lib/views/read-timeline.ts";
import { explainEach } from "./explain-each.ts";
import type { ExplainedStatement } from "./plan.ts";

/** One thing that is asked for all the time, and every statement it takes. */
export interface HotQuery {
  name: string;
  statements: ExplainedStatement[];
}

/** A lane of a filled database, with one of its replicas. */
interface Subject {
  lane: string;
  name: string;
  server: string;
  slug: string;
  replica: string;
}

const BATCH = 100;
const DUE = 500;
const PAGE = 50;

/** Does everything that is done all the time once, on a filled database, and tells how Postgres carries it out. */
export async function explainHotQueries(db: Database, now: Date, avoidScans = false): Promise<HotQuery[]> {
  const subject = await findSubject(db);
  const queries: HotQuery[] = [];
  const { lane, replica, slug } = subject;
  const operator: Actor = { kind: "operator", id: "bench", name: "bench", role: "operator", auth: "password", address: null };
  const server: Actor = {
    kind: "server",
    id: subject.server,
    name: slug,
    keyId: "bench",
    keyKind: "service",
    auth: "server_key",
    address: null,
  };
  const ctxOf = (database: Database, actor: Actor) => ({ db: database, actor, now, requestId: "bench" });
  const explain = async (name: string, work: (database: Database) => Promise<unknown>) => {
    const statements: ExplainedStatement[] = [];
    await work(explainEach(db, { avoidScans, onStatement: (statement) => statements.push(statement) }));
    queries.push({ name, statements });
  };
  await explain("ingest", (on) => ingestEvents({ ctx: ctxOf(on, server), inputs: eventsOf(subject, now), bytes: 0 }));
  await db.query("UPDATE lane SET next_deadline_at = $1 WHERE id IN (SELECT id FROM lane WHERE ended_at IS NULL LIMIT $2)", [
    now,
    DUE,
  ]);
  await explain("due lanes", (on) => judgeDueLanes(on, now, DUE));
  await requestCommand({
    ctx: ctxOf(db, operator),
    laneId: lane,
    request: { kind: "pause", reason: "bench" },
    idempotencyKey: null,
  });
  await explain("command delivery", (on) => deliverCommands({ ctx: ctxOf(on, server), replica }));
  await explain("due commands", (on) => sweepCommands(on, now, PAGE));
  await explain("outbox read", (on) => readOutbox(on, { xid: "0", id: 0 }, DUE));
  for (const sort of ["urgency", "expires", "name"] as const)
    await explain(`lane list by ${sort}`, (on) => listLanes(on, { sort, limit: PAGE }, now));
  await explain("summary", (on) => readSummary(on, now));
  await explain("lane page", (on) => readLane(on, lane, now));
  await explain("timeline", (on) => readTimeline(on, lane, { limit: 200 }, now));
  const weekAgo = new Date(now.getTime() - 7 * 86_400_000).toISOString();
  await explain("timeline of a week", (on) => readTimeline(on, lane, { limit: 200, from: weekAgo }, now));
  await explain("audit list", (on) => listAudit(on, { limit: PAGE }, now));
  await explain("audit list of a lane", (on) => listAudit(on, { limit: PAGE, lane, since: weekAgo }, now));
  await explain("alert list", (on) => listAlerts(on, { limit: PAGE, state: "open" }, now));
  await explain("command list", (on) => listCommands(on, { limit: PAGE }, now));
  return queries;
}

const findSubject = (db: Database): Promise<Subject> =>
  one<Subject>(
    db,
    `SELECT l.id AS lane, l.name, s.id AS server, s.slug, r.name AS replica
     FROM lane l JOIN server s ON s.id = l.server_id JOIN lane_replica b ON b.lane_id = l.id JOIN replica r ON r.id = b.replica_id
     WHERE l.health = 'healthy' AND l.control = 'active' ORDER BY l.stream_seq DESC, l.id, r.name LIMIT 1`,
  );

function eventsOf({ name, slug, replica }: Subject, now: Date): unknown[] {
  const route = { tool: "issues_create" };
  return Array.from({ length: BATCH }, (_, n) => {
    const usage = { kind: "call.usage" as const, data: { route, result: "ok", count: 3 } };
    const failure = { kind: "auth.failed" as const, data: { generation: 1, outcome: "auth_unclassified", route, count: 1 } };
    const { kind, data } = n % 20 === 0 ? failure : usage;
    return {
      specversion: "1.0",
      id: randomUUID(),
      source: eventSource(slug, replica),
      type: eventType(kind),
      subject: name,
      time: now.toISOString(),
      sequence: String(1_000_000_000 + n),
      data,
    };
  });
}

import type { IngestReceipt } from "#lib/contract/event.ts";
import { eventSource, eventType } from "#lib/contract/event.ts";
import type { EventDataInput } from "#lib/contract/event-data.ts";
import type { Database } from "#lib/db/database.ts";
import { insertServer } from "#lib/db/servers.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import type { EventKind, Presence } from "#lib/domain/vocabulary.ts";
import type { Context } from "#lib/pipeline/context.ts";
import { ingestEvents } from "#lib/pipeline/ingest/index.ts";

/** A registered server whose replicas report through the verbs, at whatever time a test says. */
export interface TestServer {
  id: string;
  actor: Extract<Actor, { kind: "server" }>;
  ctx(now: Date): Context;
  replica(name: string): TestReplica;
  /** A replica that reports under a workstation key. */
  workstation(name: string): TestReplica;
}

export interface TestReplica {
  name: string;
  event<K extends EventKind>(
    kind: K,
    data: EventDataInput[K],
    options: { at: Date; lane?: string; id?: string },
  ): Record<string, unknown>;
  send(now: Date, ...events: Record<string, unknown>[]): Promise<IngestReceipt>;
}

export async function registerTestServer(db: Database, slug: string, presence: Presence = "always_on"): Promise<TestServer> {
  const row = await insertServer(db, { slug, displayName: null, environment: "test", presence, createdAt: new Date() });
  if (!row) throw new Error(`${slug} exists already`);
  const actor = {
    kind: "server" as const,
    id: row.id,
    name: slug,
    keyId: "test",
    keyKind: "service" as const,
    auth: "server_key" as const,
    address: null,
  };
  const ctx = (now: Date): Context => ({ db, actor, now, requestId: "test" });
  const onWorkstation = (now: Date): Context => ({ ...ctx(now), actor: { ...actor, keyKind: "workstation" } });
  return {
    id: row.id,
    actor,
    ctx,
    replica: (name) => replicaOf(slug, name, ctx),
    workstation: (name) => replicaOf(slug, name, onWorkstation),
  };
}

function replicaOf(slug: string, name: string, ctx: (now: Date) => Context): TestReplica {
  let sequence = 0;
  return {
    name,
    event(kind, data, { at, lane = "github-prod", id }) {
      sequence += 1;
      return {
        specversion: "1.0",
        id: id ?? `${name}-${sequence}`,
        source: eventSource(slug, name),
        type: eventType(kind),
        ...(kind.startsWith("server.") ? {} : { subject: lane }),
        time: at.toISOString(),
        sequence: String(sequence),
        data,
      };
    },
    send: (now, ...events) => ingestEvents({ ctx: ctx(now), inputs: events, bytes: 0 }),
  };
}

/** Operator's context at a moment. */
export const operatorOf = (
  db: Database,
  now: Date,
  name = "ann@example.com",
  role: "viewer" | "operator" | "admin" = "operator",
): Context => ({
  db,
  now,
  requestId: "test",
  actor: { kind: "operator", id: name, name, role, auth: "password", address: null },
});

export const at = (base: Date, seconds: number): Date => new Date(base.getTime() + seconds * 1_000);

/** Two o'clock in the night before today: days of events exist around it, whenever the tests run. */
export const NIGHT = new Date(Math.floor(Date.now() / 86_400_000 - 1) * 86_400_000 + 2 * 3_600_000);

/** Name of the partition that holds a day's events. */
export const partitionOf = (day: Date): string => `event_${day.toISOString().slice(0, 10).replaceAll("-", "")}`;

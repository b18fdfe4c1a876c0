import { mintServerKey } from "#lib/auth/mint-key.ts";
import { eventSource, eventType } from "#lib/contract/event.ts";
import type { EventDataInput } from "#lib/contract/event-data.ts";
import type { Database } from "#lib/db/database.ts";
import { type LaneRecord, readLaneRecords } from "#lib/db/lane-record.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import { ingestEvents } from "#lib/pipeline/ingest/index.ts";
import { createServer } from "#lib/pipeline/register/index.ts";
import type { SeededReplica } from "./seeded-lane.ts";

/** Hears of its fleet so rarely that seeded lanes stay live for three hours after their replicas' last word. */
const HEARTBEAT_S = 3_600;

export interface SeededServer {
  replicas: SeededReplica[];
  lanes: LaneRecord[];
}

export interface ServerToSeed {
  name: string;
  replicas: number;
  lanes: readonly { name: string; declaration: EventDataInput["lane.declared"] }[];
  from: Date;
  to: Date;
}

const PROVISIONING: Actor = { kind: "token", id: "bench", name: "bench", role: "admin", auth: "api_token", address: null };

/** Registers a server, and lets its replicas start and declare its lanes as they do: by events. They report until the end. */
export async function seedServer(db: Database, { name, replicas: count, lanes, from, to }: ServerToSeed): Promise<SeededServer> {
  const { text: _text, ...key } = await mintServerKey(db, to);
  const register = { db, actor: PROVISIONING, now: from, requestId: "bench" };
  const { id } = await createServer({ ctx: register, input: { name, environment: "production" }, key });
  const names = Array.from({ length: count }, (_, n) => `host${n}-${name}`);
  const inputs = [
    ...names.map((replica) => introduction(name, replica, "server.started", { heartbeat_s: HEARTBEAT_S, pid: 4_711 })),
    ...lanes.map((lane, n) => introduction(name, names[0] ?? "", "lane.declared", lane.declaration, lane.name, n)),
  ].map((event) => ({ ...event, time: from.toISOString() }));
  const reporting: Actor = { kind: "server", id, name, keyId: key.id, keyKind: "service", auth: "server_key", address: null };
  await ingestEvents({ ctx: { ...register, actor: reporting }, inputs, bytes: 0 });
  const replicas = await db.query<{ id: string; name: string }>(
    "UPDATE replica SET last_report_at = $2 WHERE server_id = $1 RETURNING id, name",
    [id, to],
  );
  const laneIds = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [id]);
  const records = await readLaneRecords(
    db,
    laneIds.map((lane) => lane.id),
  );
  return { replicas: replicas.map((replica) => ({ ...replica, sequence: lanes.length })), lanes: records };
}

const introduction = <K extends EventKind>(
  server: string,
  replica: string,
  kind: K,
  data: EventDataInput[K],
  lane?: string,
  sequence = 0,
) => ({
  specversion: "1.0",
  id: lane === undefined ? `${replica}-started` : `${lane}-declared`,
  source: eventSource(server, replica),
  type: eventType(kind),
  ...(lane === undefined ? {} : { subject: lane }),
  sequence: String(sequence),
  data,
});

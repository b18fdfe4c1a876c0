import { HAS_LEFT, IS_PRESENT, LEFT_AT } from "#lib/db/lane-record.ts";
import type { Records } from "#lib/db/records.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { KeyKind } from "#lib/domain/vocabulary.ts";
import type { KeyRow, LaneCounts, ReplicaRow, ServerParts } from "./server-view.ts";

/** Replicas shown of one server: the present ones, and those that left last. A name is new at every start, so they pile up. */
const PRESENT_SHOWN = 200;
const LEFT_SHOWN = 20;
const TROUBLE = ["revoked", "expired", "refresh_failing", "not_loaded", "auth_failing", "must_refresh"];

type Owned<Row> = Row & { serverId: string };

const replicasOf = (sql: Sql, ids: readonly string[]): Promise<Owned<ReplicaRow>[]> =>
  sql.query(
    `SELECT r.server_id AS "serverId", r.name, r.pid, r.sdk_version AS "sdkVersion", r.started_at AS "startedAt",
            r.last_report_at AS "lastReportAt", r.stopped_at AS "stoppedAt", r.heartbeat_s AS "heartbeatS", r.clock_offset_ms AS "clockOffsetMs"
     FROM unnest($1::uuid[]) AS wanted(id)
     CROSS JOIN LATERAL (
       (SELECT * FROM replica r WHERE r.server_id = wanted.id AND ${IS_PRESENT} ORDER BY r.last_report_at DESC, r.id LIMIT $2)
       UNION ALL
       (SELECT * FROM replica r WHERE r.server_id = wanted.id AND ${HAS_LEFT} ORDER BY ${LEFT_AT} DESC LIMIT $3)
     ) r
     ORDER BY r.last_report_at DESC, r.id`,
    [ids, PRESENT_SHOWN, LEFT_SHOWN],
  );

async function keysOf({ prisma }: Records, ids: readonly string[]): Promise<Owned<KeyRow>[]> {
  const rows = await prisma.serverKey.findMany({
    where: { serverId: { in: [...ids] } },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    select: { serverId: true, id: true, kind: true, createdAt: true, createdBy: true, lastUsedAt: true, revokedAt: true },
  });
  return rows.map((row) => ({ ...row, kind: row.kind as KeyKind }));
}

const lanesOf = (sql: Sql, ids: readonly string[]): Promise<Owned<LaneCounts>[]> =>
  sql.query(
    `SELECT server_id AS "serverId", count(*) AS lanes, count(*) FILTER (WHERE health = ANY($2) OR freshness = 'silent') AS "lanesInTrouble"
     FROM lane WHERE server_id = ANY($1::uuid[]) AND ended_at IS NULL GROUP BY server_id`,
    [ids, TROUBLE],
  );

const undeliveredOf = (sql: Sql, ids: readonly string[]): Promise<Owned<{ commands: number }>[]> =>
  sql.query(
    `SELECT server_id AS "serverId", count(*) AS commands FROM command WHERE server_id = ANY($1::uuid[]) AND status = 'queued' GROUP BY server_id`,
    [ids],
  );

const heardOf = (sql: Sql, ids: readonly string[]): Promise<Owned<{ at: Date | null }>[]> =>
  sql.query('SELECT id AS "serverId", heard_at AS at FROM server WHERE id = ANY($1::uuid[])', [ids]);

/** What belongs to each of the servers: five statements, however many servers. Returns the parts of one by its id. */
export async function readServerParts(records: Records, ids: readonly string[]): Promise<(id: string) => ServerParts> {
  const [replicas, keys, lanes, undelivered, heard] = await Promise.all([
    replicasOf(records, ids),
    keysOf(records, ids),
    lanesOf(records, ids),
    undeliveredOf(records, ids),
    heardOf(records, ids),
  ]);
  return (id) => {
    const own = <Row>(rows: readonly Owned<Row>[]) => rows.filter((row) => row.serverId === id);
    return {
      replicas: own(replicas),
      keys: own(keys),
      lanes: own(lanes)[0] ?? { lanes: 0, lanesInTrouble: 0 },
      undeliveredCommands: own(undelivered)[0]?.commands ?? 0,
      heardAt: own(heard)[0]?.at ?? null,
    };
  };
}

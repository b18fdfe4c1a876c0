import { MOST_AHEAD_MS, MOST_OFFSET_MS } from "../domain/clock/off-clock.ts";
import type { Heard } from "../domain/lane/hear.ts";
import { DEFAULT_HEARTBEAT_S, MISSED_HEARTBEATS } from "../domain/lane/presence.ts";
import { stampKey } from "../domain/lane/stamp.ts";
import type { Database } from "./database.ts";
import { heardServers, wakeLanes } from "./lane-writes.ts";
import { type Named, nameKey } from "./named.ts";
import { writeOutbox } from "./outbox.ts";
import type { Sql } from "./sql.ts";

/** What one or more requests tell of a replica. */
export interface ReplicaReport extends Named {
  /** It reports under a workstation key. */
  workstation: boolean;
  /** When the last of them came, by our clock. */
  receivedAt: Date;
  heard: Heard;
  pid: number | null;
  version: string | null;
  /** Replica's clock minus ours, milliseconds; null where the request does not tell. */
  clockOffsetMs: number | null;
  controlVersion: number | null;
}

/** A replica by its name, and the kind of key it reports under. */
export type ReplicaName = Named & { workstation: boolean };
export const replicaKey = ({ workstation, ...named }: ReplicaName): string => `${nameKey(named)} ${workstation}`;

/** SQL that lets the latest word of a replica row on its heartbeat win, whatever order the two came in. */
const latestHeartbeat = (told: string): string => `
  heartbeat_s = CASE WHEN ${told}.heartbeat_stamp COLLATE "C" > coalesce(replica.heartbeat_stamp, '') THEN ${told}.heartbeat_s ELSE replica.heartbeat_s END,
  heartbeat_stamp = greatest(replica.heartbeat_stamp, ${told}.heartbeat_stamp COLLATE "C")`;

/** SQL of whether a replica that was heard at `at` is not silent yet at `now`. */
const isHere = (at: string, heartbeatS: string, now = "$11"): string =>
  `${at} + make_interval(secs => ${MISSED_HEARTBEATS} * coalesce(${heartbeatS}, ${DEFAULT_HEARTBEAT_S})) > ${now}`;

/** SQL of when a known replica was there that says it was at `at`, by a clock that may be known to be behind ours. */
const heardAt = (at: string, replica: string): string =>
  `least($11::timestamptz, ${at} - make_interval(secs => least(${replica}.clock_offset_ms, 0) / 1000.0))`;
const HEARD = heardAt("excluded.last_report_at", "replica");

/** SQL of whether a replica row `r` had fallen silent by `now`, and is heard again by what was said at `at`. */
const isRegained = (at: string, now: string): string =>
  `r.stopped_at IS NULL AND NOT ${isHere("r.last_report_at", "r.heartbeat_s", now)} AND r.last_report_at < ${at}`;

export interface ReportedReplicas {
  /** By `replicaKey`. */
  ids: Map<string, string>;
  /** Servers of which a replica that had fallen silent is heard again: what it said last counts again, on lanes that are live without it, too. */
  regained: string[];
}

/**
 * Records that replicas reported, one row each; a boot that has stopped stays stopped, and one that has left is not brought back by
 * what it said while it lived. A name keeps the kind of key that it began with, and one of the other kind is left out.
 * A report that says nothing of the replica itself, moments after the last, is not written: else every request of a busy
 * replica would rewrite its row. The id follows from the name, so that a re-send is known for one when the row is long gone.
 * Rows are taken in the order of their names, everywhere the same.
 */
export async function reportReplicas(tx: Sql, reports: readonly ReplicaReport[]): Promise<ReportedReplicas> {
  const column = <T>(pick: (report: ReplicaReport) => T): T[] => reports.map(pick);
  const rows = await tx.query<ReplicaName & { id: string; isRegained: boolean }>(
    `WITH t AS (
       SELECT *, stopped OR coalesce(heartbeat_s, pid, clock_offset_ms, control_version) IS NOT NULL OR version IS NOT NULL AS says_something
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::int[], $5::int[], $6::text[], $7::boolean[], $8::int[], $9::bigint[], $10::boolean[], $12::text[])
         AS t(server_id, name, at, heartbeat_s, pid, version, stopped, clock_offset_ms, control_version, workstation, heartbeat_stamp)
     ), known AS (
       SELECT r.id, r.server_id, r.name, r.workstation,
              NOT t.says_something AND r.last_report_at > ${heardAt("t.at", "r")} - interval '1 second' AS is_just_seen,
              ${isRegained(heardAt("t.at", "r"), "$11")} AS is_regained
       FROM replica r JOIN t USING (server_id, name, workstation)
     ), written AS (
       INSERT INTO replica (id, server_id, name, started_at, last_report_at, stopped_at, gone_at, heartbeat_s, heartbeat_stamp, pid, sdk_version, clock_offset_ms, control_version, workstation)
       SELECT replica_id, server_id, name, at, at, CASE WHEN stopped THEN at END,
              CASE WHEN NOT ${isHere("at", "heartbeat_s")} THEN (SELECT greatest(p.left_at, at) FROM past_replica p WHERE p.id = replica_id) END,
              heartbeat_s, heartbeat_stamp, pid, version, clock_offset_ms, control_version, workstation
       FROM t, md5(server_id || '/' || name) AS hash, CAST(hash AS uuid) AS replica_id
       WHERE (server_id, name) NOT IN (SELECT server_id, name FROM known WHERE is_just_seen) ORDER BY server_id, name
       ON CONFLICT (server_id, name) DO UPDATE SET
         last_report_at = greatest(replica.last_report_at, ${HEARD}),
         stopped_at = coalesce(replica.stopped_at, excluded.stopped_at),
         gone_at = CASE WHEN NOT ${isHere(HEARD, "replica.heartbeat_s")} THEN replica.gone_at END,
         ${latestHeartbeat("excluded")},
         pid = coalesce(excluded.pid, replica.pid),
         sdk_version = coalesce(excluded.sdk_version, replica.sdk_version),
         clock_offset_ms = coalesce(excluded.clock_offset_ms, replica.clock_offset_ms),
         control_version = greatest(replica.control_version, excluded.control_version)
       WHERE replica.workstation = excluded.workstation
       RETURNING id, server_id, name, workstation
     )
     SELECT id, server_id AS "serverId", name, workstation, is_regained AS "isRegained" FROM known WHERE is_just_seen
     UNION ALL SELECT w.id, w.server_id, w.name, w.workstation, coalesce(k.is_regained, false) FROM written w LEFT JOIN known k USING (id)`,
    [
      column((r) => r.serverId),
      column((r) => r.name),
      column((r) => new Date(r.heard.at)),
      column((r) => r.heard.heartbeat?.seconds ?? null),
      column((r) => r.pid),
      column((r) => r.version),
      column((r) => r.heard.stopped),
      column((r) => r.clockOffsetMs),
      column((r) => r.controlVersion),
      column((r) => r.workstation),
      new Date(Math.max(...reports.map((r) => r.receivedAt.getTime()))),
      column((r) => r.heard.heartbeat && stampKey(r.heard.heartbeat.stamp)),
    ],
  );
  return {
    ids: new Map(rows.map((row) => [replicaKey(row), row.id])),
    regained: regainedServers(rows),
  };
}

const regainedServers = (rows: readonly { serverId: string; isRegained: boolean }[]): string[] =>
  rows.flatMap((row) => (row.isRegained ? row.serverId : []));

/** Whether a name belongs to a replica that reports under the other kind of key. */
export async function isBorrowedName(sql: Sql, { serverId, name, workstation }: ReplicaName): Promise<boolean> {
  const rows = await sql.query("SELECT 1 FROM replica WHERE server_id = $1 AND name = $2 AND workstation <> $3", [
    serverId,
    name,
    workstation,
  ]);
  return rows.length > 0;
}

/** Of these replicas, those known to have a wrong clock, by `nameKey`. */
export async function findOffClock(tx: Sql, replicas: readonly Named[]): Promise<Set<string>> {
  const rows = await tx.query<Named>(
    `SELECT r.server_id AS "serverId", r.name FROM replica r
     JOIN unnest($1::uuid[], $2::text[]) AS t(server_id, name) USING (server_id, name) WHERE ${IS_OFF_CLOCK}`,
    [replicas.map(({ serverId }) => serverId), replicas.map(({ name }) => name)],
  );
  return new Set(rows.map(nameKey));
}

/** Condition on a replica row `r`: its clock was so wrong, when it last told, that its events are refused. */
export const IS_OFF_CLOCK = `(r.clock_offset_ms > ${MOST_AHEAD_MS} OR r.clock_offset_ms <= ${-MOST_OFFSET_MS})`;

/** A replica that is still here, and says nothing else. */
export interface Heartbeat extends ReplicaName {
  at: Date;
  heartbeat: Heard["heartbeat"];
  clockOffsetMs: number;
}

/**
 * Notes that replicas are still here, in a transaction of its own. Returns those that exist, by `replicaKey`.
 * Written late, that may be news: lanes that were taken for silent meanwhile are looked at again.
 */
export function writeHeartbeats(db: Database, beats: readonly Heartbeat[]): Promise<Set<string>> {
  return db.transaction(async (tx) => {
    const rows = await tx.query<ReplicaName & { at: Date; isRegained: boolean }>(
      `WITH held AS (
         SELECT r.id, t.at, t.clock_offset_ms, t.heartbeat_s, t.heartbeat_stamp, ${isRegained("t.at", "t.at")} AS is_regained
         FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[], $5::int[], $6::int[], $7::text[])
           AS t(server_id, name, workstation, at, clock_offset_ms, heartbeat_s, heartbeat_stamp)
         JOIN replica r USING (server_id, name, workstation) ORDER BY r.server_id, r.name FOR NO KEY UPDATE OF r
       )
       UPDATE replica SET last_report_at = greatest(replica.last_report_at, held.at), clock_offset_ms = held.clock_offset_ms, gone_at = NULL,
         ${latestHeartbeat("held")}
       FROM held WHERE replica.id = held.id
       RETURNING replica.server_id AS "serverId", replica.name, replica.workstation, replica.last_report_at AS at, held.is_regained AS "isRegained"`,
      [
        beats.map((b) => b.serverId),
        beats.map((b) => b.name),
        beats.map((b) => b.workstation),
        beats.map((b) => b.at),
        beats.map((b) => b.clockOffsetMs),
        beats.map((b) => b.heartbeat?.seconds ?? null),
        beats.map((b) => b.heartbeat && stampKey(b.heartbeat.stamp)),
      ],
    );
    const heardAt = new Map(rows.map(({ serverId, at }) => [serverId, at.getTime()]));
    const newest = new Date(Math.max(...beats.map(({ at }) => at.getTime())));
    await Promise.all([
      writeOutbox(
        tx,
        [...heardAt].map(([ref, version]) => ({ topic: "server" as const, ref, serverId: ref, version })),
      ),
      wakeLanes(tx, { changed: regainedServers(rows), ...heardServers(rows) }, newest),
    ]);
    return new Set(rows.map(replicaKey));
  });
}

/** What a heartbeat says of a lane: the newest version that the replica's store shows. */
export interface SeenStore {
  serverId: string;
  replica: string;
  lane: string;
  store: { version?: string | undefined; fingerprint?: string | undefined } | null;
}

export interface StoreNews {
  laneId: string;
  replicaId: string;
  serverId: string;
  /** As JSON; null where the replica cannot tell. */
  store: string | null;
}

/** Those sightings that differ from what is kept. Lanes the replica has no state on yet are left out. */
export async function findStoreNews(tx: Sql, seen: readonly SeenStore[]): Promise<StoreNews[]> {
  return tx.query<StoreNews>(
    `SELECT b.lane_id AS "laneId", b.replica_id AS "replicaId", t.server_id AS "serverId", t.store::text AS store
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]::jsonb[]) AS t(server_id, replica, lane, store)
     JOIN lane l ON l.server_id = t.server_id AND l.name = t.lane
     JOIN replica r ON r.server_id = t.server_id AND r.name = t.replica
     JOIN lane_replica b ON b.lane_id = l.id AND b.replica_id = r.id AND b.store IS DISTINCT FROM t.store`,
    [
      seen.map((s) => s.serverId),
      seen.map((s) => s.replica),
      seen.map((s) => s.lane),
      seen.map(({ store }) => (store ? JSON.stringify(store) : null)),
    ],
  );
}

/** Notes what replicas see in their stores. The caller holds the lanes' locks: an acknowledgement takes these rows after its lane. */
export async function writeStores(tx: Sql, news: readonly StoreNews[]): Promise<void> {
  if (news.length === 0) return;
  await tx.query(
    `UPDATE lane_replica b SET store = t.store FROM unnest($1::uuid[], $2::uuid[], $3::text[]::jsonb[]) AS t(lane_id, replica_id, store)
     WHERE b.lane_id = t.lane_id AND b.replica_id = t.replica_id`,
    [news.map((n) => n.laneId), news.map((n) => n.replicaId), news.map((n) => n.store)],
  );
}

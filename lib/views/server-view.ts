import { serverKeyHint } from "#lib/contract/key.ts";
import type { ServerKeyView, ServerView } from "#lib/contract/server.ts";
import type { ServerRow } from "#lib/db/servers.ts";
import { DEFAULT_HEARTBEAT_S, freshnessOf, isLive, type ReplicaPresence } from "#lib/domain/lane/presence.ts";
import type { KeyKind } from "#lib/domain/vocabulary.ts";

export interface ReplicaRow {
  name: string;
  pid: number | null;
  sdkVersion: string | null;
  startedAt: Date;
  lastReportAt: Date;
  stoppedAt: Date | null;
  /** Null where the replica does not say. */
  heartbeatS: number | null;
  clockOffsetMs: number | null;
}

export interface KeyRow {
  id: string;
  kind: KeyKind;
  createdAt: Date;
  createdBy: string;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export interface LaneCounts {
  lanes: number;
  lanesInTrouble: number;
}

/** What belongs to one server; replicas newest report first. */
export interface ServerParts {
  replicas: ReplicaRow[];
  keys: KeyRow[];
  lanes: LaneCounts;
  undeliveredCommands: number;
  /** When a replica that is no longer kept was last heard. */
  heardAt: Date | null;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const presenceOf = (row: ReplicaRow): ReplicaPresence => ({
  startedAt: row.startedAt.getTime(),
  lastReportAt: row.lastReportAt.getTime(),
  stopped: row.stoppedAt !== null,
  heartbeatMs: (row.heartbeatS ?? DEFAULT_HEARTBEAT_S) * 1_000,
});

type ReplicaEntry = ServerView["replicas"][number];

/** The live ones first, in an order that no report changes. */
const byStart = (one: ReplicaEntry, other: ReplicaEntry): number =>
  Number(other.live) - Number(one.live) || other.started_at.localeCompare(one.started_at) || one.name.localeCompare(other.name);

const toReplica = (row: ReplicaRow, now: Date): ReplicaEntry => ({
  name: row.name,
  live: isLive(presenceOf(row), now.getTime()),
  pid: row.pid,
  version: row.sdkVersion,
  started_at: row.startedAt.toISOString(),
  last_report_at: row.lastReportAt.toISOString(),
  stopped_at: iso(row.stoppedAt),
  clock_offset_ms: row.clockOffsetMs,
});

const toKey = (row: KeyRow): ServerKeyView => ({
  id: row.id,
  kind: row.kind,
  hint: serverKeyHint(row.id),
  created_at: row.createdAt.toISOString(),
  created_by: row.createdBy,
  last_used_at: iso(row.lastUsedAt),
  revoked_at: iso(row.revokedAt),
});

/** A server as the API tells it at the moment `now`. */
export function toServerView(server: ServerRow, parts: ServerParts, now: Date): ServerView {
  const presences = Object.fromEntries(parts.replicas.map((row) => [row.name, presenceOf(row)]));
  return {
    id: server.id,
    name: server.slug,
    display_name: server.displayName,
    environment: server.environment,
    presence: server.presence,
    freshness: freshnessOf({ replicas: presences, leftAt: parts.heardAt?.getTime() ?? null }, server.presence, now.getTime()),
    last_report_at: iso(parts.replicas[0]?.lastReportAt ?? parts.heardAt),
    replicas: parts.replicas.map((row) => toReplica(row, now)).toSorted(byStart),
    lanes: parts.lanes.lanes,
    lanes_in_trouble: parts.lanes.lanesInTrouble,
    undelivered_commands: parts.undeliveredCommands,
    keys: parts.keys.map(toKey),
    created_at: server.createdAt.toISOString(),
  };
}

import type { BootState, GenerationState, LaneState } from "../domain/lane/state.ts";
import type { Control, Freshness, Health, Severity } from "../domain/vocabulary.ts";
import { healthRank } from "../domain/vocabulary.ts";
import { wakeGenerations } from "./resting-generations.ts";
import type { Sql } from "./sql.ts";

/** The judged row of a lane, as lists and the clock read it. */
export interface JudgedLane {
  id: string;
  health: Health;
  healthSince: Date | null;
  urgency: Severity | null;
  freshness: Freshness;
  control: Control;
  served: { number: number; fingerprint: string } | null;
  expiresAt: Date | null;
  nextDeadlineAt: Date | null;
  endedAt: Date | null;
  /** Everything else that screens show of it; plain JSON. */
  view: unknown;
}

/**
 * Writes what was judged, and raises each lane's version. A deadline that lies ahead is only ever moved earlier:
 * an early wake costs one look, while moving it with each report would touch its index each time.
 */
export async function writeJudgedLanes(tx: Sql, lanes: readonly JudgedLane[], now: Date): Promise<void> {
  const column = <T>(pick: (lane: JudgedLane) => T): T[] => lanes.map(pick);
  await tx.query(
    `WITH t AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::timestamptz[], $5::text[], $6::text[], $7::int[], $8::text[],
                            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[]::jsonb[], $14::text[])
         AS t(id, health, health_rank, health_since, freshness, control, served_number, served_fingerprint, expires_at, next_deadline_at, ended_at, view, urgency)
     ), hot AS (
       UPDATE lane l SET version = l.version + 1, health = t.health, health_rank = t.health_rank, health_since = t.health_since,
              freshness = t.freshness, control = t.control, served_number = t.served_number, served_fingerprint = t.served_fingerprint,
              expires_at = t.expires_at, ended_at = t.ended_at, urgency = t.urgency,
              next_deadline_at = CASE WHEN l.next_deadline_at > $13 AND (t.next_deadline_at IS NULL OR l.next_deadline_at <= t.next_deadline_at)
                                      THEN l.next_deadline_at ELSE t.next_deadline_at END
       FROM t WHERE l.id = t.id
     )
     UPDATE lane_profile p SET view = t.view FROM t WHERE p.lane_id = t.id`,
    [
      column((l) => l.id),
      column((l) => l.health),
      column((l) => healthRank(l.health)),
      column((l) => l.healthSince),
      column((l) => l.freshness),
      column((l) => l.control),
      column((l) => l.served?.number ?? null),
      column((l) => l.served?.fingerprint ?? null),
      column((l) => l.expiresAt),
      column((l) => l.nextDeadlineAt),
      column((l) => l.endedAt),
      column((l) => JSON.stringify(l.view)),
      now,
      column((l) => l.urgency),
    ],
  );
}

/** What facts changed of one lane: only the rows that differ are written. */
export interface ChangedState {
  laneId: string;
  before: LaneState;
  after: LaneState;
}

/** Writes changed generations, boots and the lane-level part of the state. */
export async function writeStates(tx: Sql, changes: readonly ChangedState[]): Promise<void> {
  await Promise.all([
    writeGenerations(tx, changes.flatMap(changedGenerations)),
    writeBoots(tx, changes.flatMap(changedBoots)),
    writeLaneLevel(
      tx,
      changes.filter(({ before, after }) => laneLevel(before) !== laneLevel(after)),
    ),
  ]);
}

async function writeLaneLevel(tx: Sql, changes: readonly ChangedState[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    "UPDATE lane_profile p SET state = t.state FROM unnest($1::uuid[], $2::text[]::jsonb[]) AS t(lane_id, state) WHERE p.lane_id = t.lane_id",
    [changes.map(({ laneId }) => laneId), changes.map(({ after }) => laneLevel(after))],
  );
}

const laneLevel = ({ declared, retiredAt, acceptedScopes, services }: LaneState): string =>
  JSON.stringify({ declared, retiredAt, acceptedScopes, services });

const changedGenerations = ({ laneId, before, after }: ChangedState) =>
  Object.entries(after.generations)
    .filter(([key, generation]) => before.generations[key] !== generation)
    .map(([, generation]) => ({ laneId, generation }));

const changedBoots = ({ laneId, before, after }: ChangedState) =>
  Object.entries(after.boots)
    .filter(([id, boot]) => before.boots[id] !== boot)
    .map(([replicaId, boot]) => ({ laneId, replicaId, boot }));

async function writeGenerations(tx: Sql, rows: readonly { laneId: string; generation: GenerationState }[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO generation (lane_id, number, fingerprint, first_seen_at, state)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::text[]::jsonb[])
     ON CONFLICT (lane_id, number, fingerprint) DO UPDATE SET first_seen_at = excluded.first_seen_at, state = excluded.state`,
    [
      rows.map(({ laneId }) => laneId),
      rows.map(({ generation }) => generation.number),
      rows.map(({ generation }) => generation.fingerprint),
      rows.map(({ generation }) => new Date(generation.firstSeenAt)),
      rows.map(({ generation }) => JSON.stringify(generation)),
    ],
  );
  await wakeGenerations(
    tx,
    rows.map(({ laneId, generation: { number } }) => ({ laneId, number })),
  );
}

async function writeBoots(tx: Sql, rows: readonly { laneId: string; replicaId: string; boot: BootState }[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO lane_replica (lane_id, replica_id, state) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]::jsonb[])
     ON CONFLICT (lane_id, replica_id) DO UPDATE SET state = excluded.state`,
    [rows.map(({ laneId }) => laneId), rows.map(({ replicaId }) => replicaId), rows.map(({ boot }) => JSON.stringify(boot))],
  );
}

/** Shows a control that an operator has just set, and wakes the clock. Returns the lane's new version. */
export async function writeShownControl(tx: Sql, laneId: string, control: Control, now: Date): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `WITH shown AS (
       UPDATE lane_profile SET view = jsonb_set(view, '{standing,control}', to_jsonb($2::text)) WHERE lane_id = $1 AND view ? 'standing'
     )
     UPDATE lane SET control = $2, version = version + 1, next_deadline_at = $3 WHERE id = $1 RETURNING version`,
    [laneId, control, now],
  );
  return row?.version ?? 0;
}

/** Servers that were heard of. */
export interface HeardServers {
  /** A replica left, was heard again after it had fallen silent, or showed a wrong clock. */
  changed: readonly string[];
  /** A service reported. */
  serving: readonly string[];
  /** A workstation reported, which brings no lane back that services held. */
  developing: readonly string[];
}

/**
 * Wakes the clock for lanes of servers: all of `changed`, and of the others those that are not live and may be again.
 * Lanes that another writer holds are skipped, since waiting for them out of id order could deadlock; the next report wakes them.
 */
export async function wakeLanes(tx: Sql, { changed, serving, developing }: HeardServers, now: Date): Promise<void> {
  await tx.query(
    `UPDATE lane SET next_deadline_at = $4 WHERE id IN (
       SELECT l.id FROM lane l WHERE (server_id = ANY($1::uuid[]) OR (server_id = ANY($2::uuid[]) AND freshness <> 'live')
           OR (server_id = ANY($3::uuid[]) AND freshness <> 'live'
               AND NOT EXISTS (SELECT 1 FROM lane_profile p WHERE p.lane_id = l.id AND p.state ? 'services')))
         AND ended_at IS NULL AND (next_deadline_at IS NULL OR next_deadline_at > $4) FOR NO KEY UPDATE SKIP LOCKED)`,
    [changed, serving, developing, now],
  );
}

/** Ids of servers by who of them reported. */
export function heardServers(reports: readonly { serverId: string; workstation: boolean }[]): Omit<HeardServers, "changed"> {
  const serversOf = (kind: boolean) => reports.flatMap(({ serverId, workstation }) => (workstation === kind ? serverId : []));
  return { serving: [...new Set(serversOf(false))], developing: [...new Set(serversOf(true))] };
}

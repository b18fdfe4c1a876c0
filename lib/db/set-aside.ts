import pg from "pg";
import type { EventKind } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

/** Data that Postgres itself does not take, such as a date that is none. */
const BAD_DATA = /^(22...|23502)$/;

/** Whether an error comes of what is stored or reported, so that trying again meets it again. */
export const isOfItsData = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof SyntaxError ||
  (error instanceof pg.DatabaseError && BAD_DATA.test(error.code ?? ""));

export interface SetAsideLane {
  name: string;
  serverId: string;
}

/** Sets a locked lane aside from here on in its stream, until `again`; null where it is already. */
export async function setAside(tx: Sql, laneId: string, again: Date): Promise<SetAsideLane | null> {
  const [lane] = await tx.query<SetAsideLane>(
    `UPDATE lane SET folded_to = stream_seq, urgency = 'critical', next_deadline_at = $2, version = version + 1
     WHERE id = $1 AND folded_to IS NULL RETURNING name, server_id AS "serverId"`,
    [laneId, again],
  );
  return lane ?? null;
}

/** Lanes set aside that are to be tried again. */
export async function findSetAside(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    "SELECT id FROM lane WHERE folded_to IS NOT NULL AND next_deadline_at <= $1 ORDER BY next_deadline_at LIMIT $2",
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** Says up to where a locked lane is folded; null, and it is set aside no more. */
export async function writeFoldedTo(tx: Sql, laneId: string, foldedTo: number | null, again: Date): Promise<void> {
  await tx.query("UPDATE lane SET folded_to = $2, next_deadline_at = $3 WHERE id = $1", [laneId, foldedTo, again]);
}

/** An event that was recorded while its lane was set aside. */
export interface UnfoldedEvent {
  streamSeq: number;
  eventId: string;
  sourceId: string;
  occurredAt: Date;
  sequence: string | null;
  kind: EventKind;
  data: unknown;
  /** Null where its replica is long forgotten. */
  workstation: boolean | null;
}

/** The next events of a lane that is set aside, in the order in which they came. */
export async function readUnfolded(tx: Sql, laneId: string, limit: number): Promise<UnfoldedEvent[]> {
  return tx.query<UnfoldedEvent>(
    `SELECT e.stream_seq AS "streamSeq", e.event_id AS "eventId", e.source_id AS "sourceId", e.occurred_at AS "occurredAt",
            e.sequence::text AS sequence, e.kind, e.data, r.workstation
     FROM lane l JOIN event e ON e.stream_id = l.id AND e.stream_seq > l.folded_to LEFT JOIN replica r ON r.id = e.source_id
     WHERE l.id = $1 ORDER BY e.stream_seq LIMIT $2`,
    [laneId, limit],
  );
}

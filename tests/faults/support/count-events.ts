import type { Database } from "#lib/db/database.ts";

export interface EventCount {
  foundOnce: number;
  lost: string[];
  doubled: string[];
  /** Stored although nobody was told so. */
  unaccepted: string[];
}

/** Holds the ids of accepted events against what is stored, whose ids begin with `prefix`. */
export async function countEvents(db: Database, accepted: readonly string[], prefix: string): Promise<EventCount> {
  const rows = await db.query<{ event_id: string; copies: number }>(
    "SELECT event_id, count(*) AS copies FROM event WHERE starts_with(event_id, $1) GROUP BY event_id",
    [prefix],
  );
  const stored = new Map(rows.map(({ event_id: id, copies }) => [id, copies]));
  const told = new Set(accepted);
  const copiesOf = (id: string): number => stored.get(id) ?? 0;
  return {
    foundOnce: accepted.filter((id) => copiesOf(id) === 1).length,
    lost: accepted.filter((id) => copiesOf(id) === 0),
    doubled: [...stored].filter(([, copies]) => copies > 1).map(([id]) => id),
    unaccepted: [...stored.keys()].filter((id) => !told.has(id)),
  };
}

import type { Database } from "#lib/db/database.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { view } from "#lib/domain/lane/view.ts";

/** What the order of arrival must not change of a server's lanes: their state, what is seen of them at some moments, and what is recorded. */
export interface Picture {
  lanes: Record<string, unknown>;
  events: unknown[];
}

/** The picture of one server, its replicas called by their names, which alone are the same on another server. */
export async function readPicture(db: Database, serverId: string, moments: readonly Date[]): Promise<Picture> {
  const replicas = await db.query<{ id: string; name: string }>("SELECT id, name FROM replica WHERE server_id = $1", [serverId]);
  const renamed = <T>(value: T): T =>
    JSON.parse(replicas.reduce((text, { id, name }) => text.replaceAll(id, name), JSON.stringify(value)));
  const lanes = await db.query<{ id: string; name: string; profile: unknown }>(
    `SELECT l.id, l.name, json_build_array(p.declared, p.provider, p.owner, p.kind, p.declaration) AS profile
     FROM lane l JOIN lane_profile p ON p.lane_id = l.id WHERE l.server_id = $1`,
    [serverId],
  );
  const laneIds = lanes.map(({ id }) => id);
  const records = await readLaneRecords(db, laneIds, { boots: replicas.map(({ id }) => id) });
  const seen = records.map((given) => {
    const record = renamed(given);
    const views = moments.map((moment) => view(record, moment.getTime()));
    const profile = lanes.find(({ id }) => id === record.id)?.profile;
    return [record.name, { state: sorted(record.state), views, profile }] as const;
  });
  const events = await db.query(
    `SELECT coalesce(l.name, '') AS lane, r.name AS replica, e.event_id, e.occurred_at, e.kind, e.sequence, e.data
     FROM event e JOIN replica r ON r.id = e.source_id LEFT JOIN lane l ON l.id = e.stream_id
     WHERE r.server_id = $1 ORDER BY 1, 2, 3, 4`,
    [serverId],
  );
  return { lanes: Object.fromEntries(seen), events };
}

/** The same with every object's keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, sorted(held)]),
  );
}

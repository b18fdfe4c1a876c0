import { type EventRow, eventKey } from "#lib/db/events.ts";
import { nameKey } from "#lib/db/named.ts";
import { replicaKey } from "#lib/db/replicas.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import type { ReportedEvent } from "./checked-event.ts";
import { toFact } from "./to-fact.ts";

/** An event with the row it becomes, and what it means to its lane's state; null where it is history only. */
export interface PlacedRow {
  reported: ReportedEvent;
  row: EventRow;
  fact: Fact | null;
}

export interface Ids {
  lanes: ReadonlyMap<string, string>;
  replicas: ReadonlyMap<string, string>;
}

/** Finds an event's stream and source. A heartbeat has no row. */
export function placeRow(reported: ReportedEvent, ids: Ids): PlacedRow[] {
  const { report, event } = reported;
  const { serverId, workstation } = report;
  if (event.kind === "server.heartbeat") return [];
  const streamId = event.lane === null ? serverId : ids.lanes.get(nameKey({ serverId, name: event.lane }));
  const sourceId = ids.replicas.get(replicaKey({ serverId, workstation, name: event.replica }));
  if (!streamId || !sourceId) throw new Error("an admitted event has no stream or no replica");
  const { id: eventId, at: occurredAt, kind, sequence, skewed, traceparent, raw: data } = event;
  const row = { streamId, occurredAt, sourceId, eventId, kind, sequence, skewed, traceparent, data };
  const fact = toFact(event, sourceId);
  return [{ reported, row, fact: fact && workstation ? { ...fact, workstation } : fact }];
}

/** Leaves out what is recorded already, and what the same group of requests says twice. */
export function withoutDuplicates(rows: readonly PlacedRow[], recorded: ReadonlySet<string>): PlacedRow[] {
  const seen = new Set(recorded);
  return rows.filter(({ row }) => {
    const key = eventKey(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

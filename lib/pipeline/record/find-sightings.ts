import { nameKey } from "#lib/db/named.ts";
import { findStoreNews, type SeenStore, type StoreNews } from "#lib/db/replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { ReportedEvent } from "./checked-event.ts";

/** What heartbeats say of the stores that their replicas see, where that is news: the last word of each replica on each lane. */
export async function findSightings(tx: Sql, events: readonly ReportedEvent[]): Promise<StoreNews[]> {
  const newest = new Map<string, SeenStore>();
  for (const { report, event } of events) {
    if (event.kind !== "server.heartbeat") continue;
    for (const { lane, store } of event.data.lanes ?? []) {
      const seen = { serverId: report.serverId, replica: event.replica, lane, store: store ?? null };
      newest.set(`${nameKey({ serverId: report.serverId, name: event.replica })} ${lane}`, seen);
    }
  }
  return newest.size === 0 ? [] : findStoreNews(tx, [...newest.values()]);
}

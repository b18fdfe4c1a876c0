import type { ServerPage, ServerView } from "#lib/contract/server.ts";
import type { Records } from "#lib/db/records.ts";
import { findServer, pageServers, type ServerRow } from "#lib/db/servers.ts";
import { readServerParts } from "./server-parts.ts";
import { toServerView } from "./server-view.ts";

async function viewsOf(records: Records, rows: readonly ServerRow[], now: Date): Promise<ServerView[]> {
  const partsOf = await readServerParts(
    records,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toServerView(row, partsOf(row.id), now));
}

/** One server by id or slug, or null. */
export async function readServer(records: Records, idOrSlug: string, now: Date): Promise<ServerView | null> {
  const row = await findServer(records, idOrSlug);
  const [view] = row === null ? [] : await viewsOf(records, [row], now);
  return view ?? null;
}

/** One page of servers by name; `cursor` is the last name of the page before. */
export async function listServers(
  records: Records,
  query: { cursor?: string | undefined; limit: number },
  now: Date,
): Promise<ServerPage> {
  const rows = await pageServers(records, query.cursor ?? "", query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const next = rows.length > shown.length ? (shown.at(-1)?.slug ?? null) : null;
  return { items: await viewsOf(records, shown, now), next, server_time: now.toISOString() };
}

import type { HealthCounts, LaneListQuery, LanePage } from "#lib/contract/lane.ts";
import type { Sql } from "#lib/db/sql.ts";
import { CONDITIONS } from "#lib/domain/vocabulary.ts";
import { type CursorKey, cutPage, decodeCursor } from "./cursor.ts";
import { LANE_COLUMNS, LANE_TABLES, type LaneRow } from "./lane-row.ts";
import { toLaneSummary } from "./lane-summary.ts";

type Key = string | number;

const TYPES: Record<CursorKey, string> = { rank: "smallint", time: "timestamptz", uuid: "uuid", text: "text" };

/** Each sort is a keyset: its columns are the order, the cursor and an index. */
const SORTS: Record<
  LaneListQuery["sort"],
  { keys: readonly string[]; kinds: readonly CursorKey[]; of: (row: LaneRow) => Key[] }
> = {
  urgency: {
    keys: ["l.health_rank", "coalesce(l.expires_at, 'infinity')", "l.id"],
    kinds: ["rank", "time", "uuid"],
    of: (row) => [row.health_rank, expiryKey(row), row.id],
  },
  expires: {
    keys: ["coalesce(l.expires_at, 'infinity')", "l.id"],
    kinds: ["time", "uuid"],
    of: (row) => [expiryKey(row), row.id],
  },
  name: { keys: ["l.name", "l.id"], kinds: ["text", "uuid"], of: (row) => [row.name, row.id] },
};

const expiryKey = ({ expires_at: at }: LaneRow): string => at?.toISOString() ?? "infinity";

/** One page of lanes, with the counts per health under the same filters: chips and table come from one answer. */
export async function listLanes(sql: Sql, query: LaneListQuery, now: Date): Promise<LanePage> {
  const sort = SORTS[query.sort];
  const filter = filterOf(query);
  const withHealth = addHealth(filter, query.health);
  const after = query.cursor === undefined ? [] : decodeCursor(query.cursor, sort.kinds);
  const params = [...withHealth.params, ...after, query.limit + 1];
  const place = sort.kinds.map((kind, index) => `$${withHealth.params.length + index + 1}::${TYPES[kind]}`).join(", ");
  const rows = await sql.query<LaneRow>(
    `SELECT ${LANE_COLUMNS} FROM ${LANE_TABLES} WHERE ${withHealth.where}${after.length > 0 ? ` AND (${sort.keys.join(", ")}) > (${place})` : ""}
     ORDER BY ${sort.keys.join(", ")} LIMIT $${params.length}`,
    params,
  );
  const { page, next } = cutPage(rows, query.limit, sort.of);
  const counts = await countHealth(sql, filter);
  const shown = query.health === undefined ? Object.values(counts) : [counts[query.health]];
  const total = shown.reduce((sum, count) => sum + count, 0);
  return { items: page.map(toLaneSummary), next, counts, total, server_time: now.toISOString() };
}

interface Filter {
  where: string;
  params: unknown[];
}

function filterOf({ server, q, control, freshness, ended = false }: LaneListQuery): Filter {
  const filter: Filter = { where: `l.ended_at IS ${ended ? "NOT NULL" : "NULL"} AND s.archived_at IS NULL`, params: [] };
  const add = (condition: (place: string) => string, value: unknown) => {
    if (value === undefined) return;
    filter.params.push(value);
    filter.where += ` AND ${condition(`$${filter.params.length}`)}`;
  };
  add((place) => `l.server_id = ${place}`, server);
  add((place) => `l.control = ${place}`, control);
  add((place) => `l.freshness = ${place}`, freshness);
  const pattern = q === undefined || q.trim() === "" ? undefined : `%${q.trim().replace(/[\\%_]/g, "\\$&")}%`;
  const texts = ["l.name", "s.slug", "p.provider", "p.tenant", "p.account", "p.owner"];
  add((place) => `(${texts.map((text) => `${text} ILIKE ${place}`).join(" OR ")})`, pattern);
  return filter;
}

function addHealth({ where, params }: Filter, health: LaneListQuery["health"]): Filter {
  if (health === undefined) return { where, params };
  if (health === "unknown") return { where: `${where} AND l.health IS NULL`, params };
  return { where: `${where} AND l.health = $${params.length + 1}`, params: [...params, health] };
}

/** Lanes per health, every health named. */
export async function countHealth(sql: Sql, { where, params }: Filter): Promise<HealthCounts> {
  const rows = await sql.query<{ health: string | null; count: number }>(
    `SELECT l.health, count(*) AS count FROM ${LANE_TABLES} WHERE ${where} GROUP BY l.health`,
    params,
  );
  const none = Object.fromEntries([...CONDITIONS, "unknown"].map((health) => [health, 0])) as HealthCounts;
  return { ...none, ...Object.fromEntries(rows.map(({ health, count }) => [health ?? "unknown", count])) };
}

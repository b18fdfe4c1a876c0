import type { Summary } from "#lib/contract/summary.ts";
import { one, type Sql } from "#lib/db/sql.ts";
import { DAY } from "#lib/domain/clock/instant.ts";
import { impactAt } from "#lib/domain/lane/urgency.ts";
import { SEVERITIES } from "#lib/domain/vocabulary.ts";
import { LANE_COLUMNS, LANE_TABLES, type LaneRow } from "./lane-row.ts";
import { toLaneSummary } from "./lane-summary.ts";
import { listCommands } from "./list-commands.ts";
import { countHealth } from "./list-lanes.ts";
import { readAbsences } from "./read-absences.ts";
import { time, timeOf } from "./wire.ts";

const NEEDS_YOU = 20;
const BOARD = 40;
const CURRENT = "l.ended_at IS NULL AND s.archived_at IS NULL";

/** Everything the overview draws. */
export async function readSummary(sql: Sql, now: Date): Promise<Summary> {
  const totals = await readTotals(sql);
  const board = await sql.query<LaneRow>(
    `SELECT ${LANE_COLUMNS} FROM ${LANE_TABLES} WHERE ${CURRENT} ORDER BY coalesce(l.expires_at, 'infinity'), l.id LIMIT ${BOARD}`,
  );
  return {
    ...totals,
    server_time: now.toISOString(),
    counts: await countHealth(sql, { where: CURRENT, params: [] }),
    open_alerts: await countAlerts(sql),
    needs_you: await readNeedsYou(sql),
    board: board.map(toLaneSummary),
    next: await readNext(sql, now),
    absences: await readAbsences(sql, new Date(now.getTime() - DAY), now, now),
    recent_commands: (await listCommands(sql, { limit: 5 }, now)).items,
  };
}

const NEEDS = `${CURRENT} AND l.urgency IS NOT NULL`;
const URGENCY = `array_position(ARRAY[${SEVERITIES.map((severity) => `'${severity}'`).join(", ")}], l.urgency)`;

async function readNeedsYou(sql: Sql): Promise<Summary["needs_you"]> {
  const rows = await sql.query<LaneRow>(
    `SELECT ${LANE_COLUMNS} FROM ${LANE_TABLES} WHERE ${NEEDS}
     ORDER BY ${URGENCY}, l.health_rank, coalesce(l.expires_at, 'infinity'), l.id LIMIT ${NEEDS_YOU}`,
  );
  const needing = rows.map((row) => ({
    ...toLaneSummary(row),
    severity: row.urgency ?? "info",
    impact_at: time(impactAt(row.view?.findings ?? [], row.view?.deadlines.expiresAt ?? null)),
  }));
  return needing.toSorted(
    (a, b) => rank(a.severity) - rank(b.severity) || (a.impact_at ?? "9").localeCompare(b.impact_at ?? "9"),
  );
}

const rank = (severity: Summary["needs_you"][number]["severity"]): number => SEVERITIES.indexOf(severity);

type Totals = Pick<Summary, "lanes" | "servers" | "silent" | "paused" | "contained" | "needs_you_total">;

function readTotals(sql: Sql): Promise<Totals> {
  return one<Totals>(
    sql,
    `SELECT count(*) AS lanes, count(*) FILTER (WHERE l.freshness = 'silent') AS silent, count(*) FILTER (WHERE l.control = 'paused') AS paused,
            count(*) FILTER (WHERE l.control = 'contained') AS contained, count(*) FILTER (WHERE ${NEEDS}) AS needs_you_total,
            (SELECT count(*) FROM server WHERE archived_at IS NULL) AS servers
     FROM lane l JOIN server s ON s.id = l.server_id WHERE ${CURRENT}`,
  );
}

async function countAlerts(sql: Sql): Promise<Summary["open_alerts"]> {
  const rows = await sql.query<{ severity: keyof Summary["open_alerts"]; count: number }>(
    "SELECT severity, count(*) AS count FROM alert WHERE state = 'open' GROUP BY severity",
  );
  return {
    containment: 0,
    critical: 0,
    warning: 0,
    info: 0,
    ...Object.fromEntries(rows.map(({ severity, count }) => [severity, count])),
  };
}

/** A warning is no news on a lane that refreshes itself. */
const NEXT = [
  ["refreshAt", "refresh", "true"],
  ["warnAt", "warning", "NOT (p.view ->> 'refreshesItself')::boolean"],
  ["refuseAt", "refusal", "true"],
  ["expiresAt", "expiry", "true"],
] as const;

/** What the clock of any lane reaches first. */
async function readNext(sql: Sql, now: Date): Promise<Summary["next"]> {
  const steps = NEXT.map(
    ([key, what, where]) =>
      `SELECT l.id, l.name, '${what}' AS what, (p.view #>> '{deadlines,${key}}')::numeric AS at FROM soon JOIN lane l USING (id) JOIN lane_profile p ON p.lane_id = l.id WHERE ${where}`,
  );
  const [row] = await sql.query<{ id: string; name: string; what: NonNullable<Summary["next"]>["what"]; at: string }>(
    `WITH soon AS (
       SELECT l.id FROM lane l JOIN server s ON s.id = l.server_id WHERE ${CURRENT} AND l.expires_at > $1 AND l.control = 'active'
       ORDER BY coalesce(l.expires_at, 'infinity'), l.id LIMIT 50
     )
     SELECT * FROM (${steps.join(" UNION ALL ")}) step WHERE at > $2 ORDER BY at LIMIT 1`,
    [now, now.getTime()],
  );
  return row ? { lane: row.name, lane_id: row.id, what: row.what, at: timeOf(Number(row.at)) } : null;
}

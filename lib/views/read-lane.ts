import { laneDeclaration } from "#lib/contract/event-data.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { maybeOne, type Sql } from "#lib/db/sql.ts";
import { DAY } from "#lib/domain/clock/instant.ts";
import { accordOf } from "#lib/domain/lane/accord.ts";
import type { Policy } from "#lib/domain/lane/fact.ts";
import { setScene } from "#lib/domain/lane/scene.ts";
import { diffScopes } from "#lib/domain/lane/scopes.ts";
import { readBlastRadius } from "./blast-radius.ts";
import { readDegradedWindows } from "./degraded-windows.ts";
import { showLane } from "./despite-damage.ts";
import { generationViews } from "./generation-views.ts";
import { LANE_COLUMNS, LANE_TABLES, type LaneRow } from "./lane-row.ts";
import { toLaneSummary } from "./lane-summary.ts";
import { readOpenCommandView } from "./list-commands.ts";
import { readReplicaViews } from "./replica-views.ts";
import { rotationForecast } from "./rotation-forecast.ts";
import { readVerdicts } from "./verdict-views.ts";
import { time, timeOf } from "./wire.ts";

interface DetailRow extends LaneRow {
  environment: string | null;
  runbook_url: string | null;
  declaration: unknown;
  created_at: Date;
}

/** Everything the lane page shows, or null. */
export async function readLane(sql: Sql, laneId: string, now: Date): Promise<LaneDetail | null> {
  const [row] = await sql.query<DetailRow>(
    `SELECT ${LANE_COLUMNS}, p.environment, p.runbook_url, p.declaration, l.created_at FROM ${LANE_TABLES} WHERE l.id = $1`,
    [laneId],
  );
  return row ? showLane(sql, laneId, (record) => toDetail(sql, row, record, now)) : null;
}

async function toDetail(sql: Sql, row: DetailRow, record: LaneRecord, now: Date): Promise<LaneDetail> {
  const laneId = record.id;
  const declared = laneDeclaration.safeParse(row.declaration).data;
  const capabilities = declared?.capabilities ?? [];
  const scene = setScene(record, now.getTime());
  const replicas = await readReplicaViews(sql, laneId, accordOf(scene), now);
  const generations = generationViews(record.state, record.replicas, now);
  const diff = diffScopes(scene, scene.generations[0] ?? null);
  return {
    ...toLaneSummary(row),
    environment: row.environment,
    runbook_url: row.runbook_url,
    policy: declared?.policy ?? null,
    operator_policy: operatorPolicy(record.overrides),
    capabilities,
    routes: declared?.routes ?? [],
    scopes: diff && { needed: [...diff.needed], granted: [...diff.granted], missing: [...diff.missing], extra: [...diff.extra] },
    unsafe_neighbour: declared?.unsafe_neighbour ? { description: declared.unsafe_neighbour.description } : null,
    generations: generations.filter(({ fingerprint }) => fingerprint !== ""),
    replicas,
    degraded: await readDegradedWindows(sql, laneId, null, now),
    blast_radius: await readBlastRadius(sql, row, declared?.routes ?? [], replicas.filter(({ live }) => live).length, now),
    forecast: rotationForecast(capabilities, replicas, generations),
    alerts: await readOpenAlerts(sql, laneId),
    ...(await readVerdicts(sql, record, now)),
    command: await readOpenCommandView(sql, laneId),
    last_good_use_at: await readLastGoodUse(sql, laneId, now),
    created_at: timeOf(row.created_at),
    server_time: now.toISOString(),
  };
}

async function readOpenAlerts(sql: Sql, laneId: string): Promise<LaneDetail["alerts"]> {
  const rows = await sql.query<{
    id: string;
    condition: LaneDetail["alerts"][number]["condition"];
    opened_at: Date;
    acked_by: string | null;
  }>("SELECT id, condition, opened_at, acked_by FROM alert WHERE lane_id = $1 AND state = 'open' ORDER BY opened_at", [laneId]);
  return rows.map((row) => ({ ...row, opened_at: timeOf(row.opened_at) }));
}

const LOOKED_BACK_MS = 7 * DAY;

async function readLastGoodUse(sql: Sql, laneId: string, now: Date): Promise<string | null> {
  const row = await maybeOne<{ at: Date }>(
    sql,
    `SELECT occurred_at AS at FROM event WHERE stream_id = $1 AND occurred_at BETWEEN $2 AND $3
       AND (kind = 'call.completed' OR (kind = 'call.usage' AND data ->> 'result' = 'ok')) ORDER BY occurred_at DESC LIMIT 1`,
    [laneId, new Date(now.getTime() - LOOKED_BACK_MS), now],
  );
  return time(row?.at ?? null);
}

function operatorPolicy({ warningMs, refusalMs, rotateAfterMs, containOn }: Policy): LaneDetail["operator_policy"] {
  const seconds = (name: string, milliseconds: number | undefined) =>
    milliseconds === undefined ? {} : { [name]: milliseconds / 1_000 };
  return {
    ...seconds("warning_s", warningMs),
    ...seconds("refusal_s", refusalMs),
    ...seconds("rotate_after_s", rotateAfterMs),
    ...(containOn ? { contain_on: containOn } : {}),
  };
}

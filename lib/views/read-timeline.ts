import type { LaneTimeline, TimelineEntry } from "#lib/contract/timeline.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { describeEvent } from "#lib/domain/audit/describe-event.ts";
import { describeTransition } from "#lib/domain/audit/describe-transition.ts";
import { DAY, HOUR } from "#lib/domain/clock/instant.ts";
import { view } from "#lib/domain/lane/view.ts";
import type { EventKind, TransitionCause } from "#lib/domain/vocabulary.ts";
import { readDegradedWindows } from "./degraded-windows.ts";
import { showLane } from "./despite-damage.ts";
import { generationViews } from "./generation-views.ts";
import { deadlinesOf } from "./lane-summary.ts";
import { readAbsences } from "./read-absences.ts";
import { timeOf } from "./wire.ts";

interface Range {
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
}

interface StoryRow {
  id: string;
  at: Date;
  recorded_at: Date;
  source: TimelineEntry["source"];
  kind: string;
  actor: string | null;
  replica: string | null;
  summary: string | null;
  skewed: boolean;
  command_id: string | null;
  before: Parameters<typeof describeTransition>[0];
  data: Record<string, unknown>;
}

/** Events, changes of view and actions of one lane within a range, newest first. */
const STORY = `
  SELECT 'e:' || e.stream_seq AS id, e.occurred_at AS at, e.recorded_at, 'event' AS source, e.kind, NULL AS actor, r.name AS replica,
         NULL AS summary, e.skewed, e.data ->> 'command_id' AS command_id, NULL::jsonb AS before, e.data
  FROM event e JOIN known_replica r ON r.id = e.source_id WHERE e.stream_id = $1 AND e.occurred_at BETWEEN $2 AND $3
  UNION ALL
  SELECT 't:' || id, at, recorded_at, 'transition', cause, NULL, NULL, NULL, false, NULL, before, after FROM transition
  WHERE lane_id = $1 AND at BETWEEN $2 AND $3
  UNION ALL
  SELECT 'a:' || id, at, recorded_at, 'action', action, actor_name, NULL, summary, false,
         CASE WHEN action LIKE 'command.%' THEN correlation_id END, NULL, coalesce(after, '{}') FROM action
  WHERE lane_id = $1 AND at BETWEEN $2 AND $3
  ORDER BY at DESC, recorded_at DESC LIMIT $4`;

/** What the lane's picture draws and its list tells, or null where there is no such lane. Without a range: the last three hours, or since it began. */
export async function readTimeline(sql: Sql, laneId: string, range: Range, now: Date): Promise<LaneTimeline | null> {
  return showLane(sql, laneId, (record) => toTimeline(sql, record, range, now));
}

async function toTimeline(sql: Sql, record: LaneRecord, range: Range, now: Date): Promise<LaneTimeline> {
  const laneId = record.id;
  const from = range.from ? new Date(range.from) : new Date(now.getTime() - 3 * HOUR);
  const to = range.to ? new Date(range.to) : now;
  const rows = await sql.query<StoryRow>(STORY, [laneId, from, to, range.limit + 1]);
  return {
    from: timeOf(from),
    to: timeOf(to),
    server_time: now.toISOString(),
    generations: generationViews(record.state, record.replicas, now).filter(({ fingerprint }) => fingerprint !== ""),
    leases: await readLeases(sql, laneId, from, to),
    transitions: await readTransitions(sql, laneId, from, to),
    degraded: await readDegradedWindows(sql, laneId, from, now),
    absences: await readAbsences(sql, from, to, now),
    deadlines: deadlinesOf({ view: { ...view(record, now.getTime()), standing: record.standing ?? EMPTY_STANDING } }),
    entries: rows.slice(0, range.limit).map(toEntry),
    truncated: rows.length > range.limit,
  };
}

const EMPTY_STANDING = {
  health: null,
  healthSince: null,
  freshness: "never_reported",
  control: "active",
  served: null,
  findings: [],
} as const;

function toEntry(row: StoryRow): TimelineEntry {
  return {
    id: row.id,
    at: timeOf(row.at),
    recorded_at: timeOf(row.recorded_at),
    kind: row.source === "transition" ? "lane.transition" : row.kind,
    source: row.source,
    actor: row.actor,
    replica: row.replica,
    summary: sentenceOf(row),
    skewed: row.skewed,
    command_id: row.command_id,
    data: row.data,
  };
}

function sentenceOf({ source, kind, summary, before, data }: StoryRow): string {
  if (source === "event") return describeEvent(kind as EventKind, data);
  if (source === "action") return summary ?? kind;
  return describeTransition(before, data as unknown as Parameters<typeof describeTransition>[1], kind as TransitionCause);
}

interface LeaseRow {
  replica: string;
  fingerprint: string;
  issued_at: string | null;
  occurred_at: Date;
  expires_at: string | null;
  generation: number | null;
}

/** Leases issued in the range, and the day before it: each is a bar of its own. */
async function readLeases(sql: Sql, laneId: string, from: Date, to: Date): Promise<LaneTimeline["leases"]> {
  const rows = await sql.query<LeaseRow>(
    `SELECT r.name AS replica, e.data #>> '{lease,fingerprint}' AS fingerprint, e.data #>> '{lease,issued_at}' AS issued_at, e.occurred_at,
            e.data #>> '{lease,expires_at}' AS expires_at, (e.data ->> 'generation')::int AS generation
     FROM event e JOIN known_replica r ON r.id = e.source_id
     WHERE e.stream_id = $1 AND e.occurred_at BETWEEN $2 AND $3 AND e.kind IN ('credential.refreshed', 'credential.loaded')
       AND e.data #>> '{lease,fingerprint}' IS NOT NULL
     ORDER BY e.occurred_at DESC LIMIT 200`,
    [laneId, new Date(from.getTime() - DAY), to],
  );
  return rows.toReversed().map(({ issued_at, occurred_at, expires_at, ...row }) => ({
    ...row,
    issued_at: timeOf(issued_at === null ? occurred_at : new Date(issued_at)),
    expires_at: expires_at === null || expires_at === "never" ? expires_at : timeOf(new Date(expires_at)),
  }));
}

interface TransitionRow {
  at: Date;
  after: LaneTimeline["transitions"][number];
  cause: TransitionCause;
}

/** Changes of view in the range, and the last one before it, which holds at its start. Oldest first. */
async function readTransitions(sql: Sql, laneId: string, from: Date, to: Date): Promise<LaneTimeline["transitions"]> {
  const rows = await sql.query<TransitionRow>(
    `(SELECT at, after, cause FROM transition WHERE lane_id = $1 AND at < $2 ORDER BY at DESC LIMIT 1)
     UNION ALL (SELECT at, after, cause FROM transition WHERE lane_id = $1 AND at BETWEEN $2 AND $3 ORDER BY at LIMIT 500)`,
    [laneId, from, to],
  );
  return rows.map(({ at, after, cause }) => ({
    at: timeOf(at),
    health: after.health,
    control: after.control,
    freshness: after.freshness,
    cause,
  }));
}

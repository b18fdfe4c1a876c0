import { IS_PRESENT, leftAtSql } from "#lib/db/lane-record.ts";
import { isAsideSql } from "#lib/db/live-replicas.ts";
import type { Standing } from "#lib/domain/assessment/assess.ts";
import type { GenerationState } from "#lib/domain/lane/state.ts";
import type { LaneView } from "#lib/domain/lane/view.ts";
import type { Control, Freshness, Health, LaneKind, Presence, RotationPhase, Severity } from "#lib/domain/vocabulary.ts";

/** What the lane queries select: the judged row, its profile, and what lists show beside them. */
export interface LaneRow {
  id: string;
  name: string;
  server_id: string;
  server_slug: string;
  server_display_name: string | null;
  presence: Presence;
  declared: boolean;
  provider: string | null;
  account: string | null;
  tenant: string | null;
  owner: string | null;
  kind: LaneKind | null;
  health: Health;
  health_rank: number;
  health_since: Date | null;
  urgency: Severity | null;
  control: Control;
  control_version: number;
  control_reason: string | null;
  paused_until: Date | null;
  rotation: RotationPhase | null;
  freshness: Freshness;
  expires_at: Date | null;
  view: (LaneView & { standing: Standing }) | null;
  generation: GenerationState | null;
  tools: number;
  confirmed: number;
  confirmed_of: number;
  last_report_at: Date | null;
  ended_at: Date | null;
  archived_at: Date | null;
  archived_by: string | null;
  set_aside: boolean;
}

/** A workstation beside services was heard for itself alone. */
const SPEAKS = `NOT ${isAsideSql("r", "p")}`;

export const LANE_COLUMNS = `
  l.id, l.name, l.server_id, s.slug AS server_slug, s.display_name AS server_display_name, s.presence,
  p.declared, p.provider, p.account, p.tenant, p.owner, p.kind, l.health, l.health_rank, l.health_since, l.urgency, l.control, l.control_version,
  CASE l.control WHEN 'contained' THEN p.contained_reason WHEN 'paused' THEN p.paused_reason END AS control_reason,
  CASE l.control WHEN 'paused' THEN p.paused_until END AS paused_until,
  l.rotation, l.freshness, l.expires_at, l.ended_at, p.archived_at, p.archived_by, l.folded_to IS NOT NULL AS set_aside, p.view,
  (SELECT g.state FROM generation g WHERE g.lane_id = l.id AND g.number = l.served_number AND g.fingerprint = l.served_fingerprint) AS generation,
  (SELECT count(DISTINCT r ->> 'tool') FROM jsonb_array_elements(coalesce(p.declaration -> 'routes', '[]')) AS r) AS tools,
  (SELECT count(*) FROM command_target t WHERE t.command_id = p.control_command_id AND t.status = 'succeeded') AS confirmed,
  (SELECT count(*) FROM command_target t WHERE t.command_id = p.control_command_id AND t.status <> 'gone') AS confirmed_of,
  greatest((SELECT max(r.last_report_at) FROM replica r WHERE r.server_id = l.server_id AND ${IS_PRESENT} AND ${SPEAKS}),
           ${leftAtSql("s", SPEAKS)}) AS last_report_at`;

/** Every lane has its profile; joined like this, Postgres leaves it out of a query that reads nothing of it, such as a count. */
export const LANE_TABLES = "lane l JOIN server s ON s.id = l.server_id LEFT JOIN lane_profile p ON p.lane_id = l.id";

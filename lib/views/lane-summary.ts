import type { LaneSummary } from "#lib/contract/lane.ts";
import { knownExpiry } from "#lib/domain/lane/generation.ts";
import type { GenerationState } from "#lib/domain/lane/state.ts";
import { unlessDamaged } from "./despite-damage.ts";
import type { LaneRow } from "./lane-row.ts";
import { expiryOf, time, timeOf } from "./wire.ts";

/** A lane as lists and boards show it; lists its fields one by one, so that nothing else ever leaves. */
export function toLaneSummary(row: LaneRow): LaneSummary {
  const { view } = row;
  const generation = unlessDamaged(() => row.generation && generationOf(row.generation));
  return {
    id: row.id,
    name: row.name,
    server: { id: row.server_id, name: row.server_slug, display_name: row.server_display_name, presence: row.presence },
    declared: row.declared,
    provider: row.provider,
    account: row.account,
    tenant: row.tenant,
    owner: row.owner,
    kind: row.kind,
    health: row.health,
    health_since: time(row.health_since),
    conditions: conditionsOf(row),
    control: row.control,
    control_reason: row.control_reason,
    control_until: time(row.paused_until),
    control_confirmed: { replicas: row.confirmed, of: row.confirmed_of },
    control_version: row.control_version,
    rotation: row.rotation,
    freshness: row.freshness,
    last_report_at: time(row.last_report_at),
    split: splitOf(row),
    behind: behindOf(row),
    set_aside: row.set_aside,
    outcome: view?.outcome ?? null,
    certainty: view?.certainty ?? null,
    generation,
    expires_at: expiryOf(view?.expiresAt ?? null),
    // Without an end nothing is measured from a beginning, but it has one.
    issued_at: time(view?.startsAt ?? null) ?? generation?.issued_at ?? null,
    refreshes_itself: view?.refreshesItself ?? false,
    ended: endedOf(row),
    deadlines: deadlinesOf(row),
    tools: row.tools,
  };
}

function splitOf({ view }: LaneRow): LaneSummary["split"] {
  const split = view?.split;
  return split ? { generation: split.number, fingerprints: [...split.fingerprints] } : null;
}

function behindOf({ view }: LaneRow): LaneSummary["behind"] {
  const behind = view?.behind;
  return behind ? { replicas: behind.replicas, since: timeOf(behind.since), late: behind.isLate } : null;
}

function endedOf({ ended_at: endedAt, archived_at: archivedAt, archived_by: by }: LaneRow): LaneSummary["ended"] {
  if (archivedAt) return { at: timeOf(archivedAt), how: "archived", by };
  return endedAt && { at: timeOf(endedAt), how: "retired", by: null };
}

export function deadlinesOf({ view }: Pick<LaneRow, "view">): LaneSummary["deadlines"] {
  const deadlines = view?.deadlines;
  return {
    refresh_at: time(deadlines?.refreshAt ?? null),
    warn_at: time(deadlines?.warnAt ?? null),
    refuse_at: time(deadlines?.refuseAt ?? null),
    expires_at: time(deadlines?.expiresAt ?? null),
  };
}

const conditionsOf = ({ view }: LaneRow): LaneSummary["conditions"] =>
  (view?.standing.findings ?? []).map(({ condition, since, certainty, detail, evidence }) => ({
    condition,
    since: time(since),
    certainty,
    detail,
    evidence,
  }));

function generationOf(state: GenerationState): LaneSummary["generation"] {
  return {
    number: state.number,
    fingerprint: state.fingerprint,
    issued_at: time(state.told.issuedAt?.value ?? null),
    expires_at: expiryOf(knownExpiry(state).expiresAt),
    scopes: state.told.scopes?.value.slice() ?? null,
  };
}

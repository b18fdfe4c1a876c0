import type { DesiredLane, StreamCommand } from "#lib/contract/control.ts";
import type { WaitingStep } from "#lib/db/command-delivery.ts";
import type { DesiredRow } from "#lib/db/control.ts";
import { LEASE_MS } from "#lib/domain/command/target.ts";
import type { GenerationRef } from "#lib/domain/lane/fact.ts";

/** A step as it is told to its replica. */
export function toStreamCommand(step: WaitingStep, now: Date): StreamCommand {
  return {
    id: step.id,
    lane: step.lane,
    kind: step.kind,
    phase: step.phase,
    args: argsOf(step, now),
    expires_at: step.expiresAt?.toISOString() ?? null,
  };
}

function argsOf(step: WaitingStep, now: Date): StreamCommand["args"] {
  const retireOld = step.retireOld as StreamCommand["args"]["retire_old"];
  const generation = step.phase === "retire_old" ? step.previous : step.candidate;
  return {
    ...(generation ? { generation } : {}),
    ...(retireOld ? { retire_old: retireOld } : {}),
    ...(step.fence === null ? {} : { fence: step.fence, lease_until: new Date(now.getTime() + LEASE_MS).toISOString() }),
    ...(step.phase === "retire_old" ? { probe_old: !step.wasProbed } : {}),
  };
}

/** What a lane shall be, as it is told to its replicas. */
export function toDesiredLane(row: DesiredRow): DesiredLane {
  const { adoptable, served } = row;
  const isFollowed = adoptable?.number === served?.number && adoptable?.fingerprint === served?.fingerprint;
  return {
    lane: row.name,
    control_version: row.controlVersion,
    control: row.control,
    reason: row.reason,
    reference: row.reference,
    until: row.until?.toISOString() ?? null,
    ...(row.certainty ? { certainty: row.certainty } : {}),
    ...(row.commandId ? { command: row.commandId } : {}),
    generation: named(adoptable),
    ...(isFollowed ? {} : { last_served: named(served) }),
    ...(row.overruled.length > 0 ? { overruled: row.overruled } : {}),
  };
}

/** A number without a fingerprint names nothing that could be found in a store. */
const named = (generation: GenerationRef | null): GenerationRef | null => (generation?.fingerprint ? generation : null);

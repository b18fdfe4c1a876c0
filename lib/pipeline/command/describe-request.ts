import type { CommandRecord } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import type { CommandKind } from "#lib/domain/vocabulary.ts";

const VERB: Record<CommandKind, string> = {
  pause: "Pause",
  resume: "Resume",
  rotate: "Rotate",
  retire: "Retire",
  refresh: "Refresh",
  probe: "Probe",
  drill: "Drill",
};

/** The audit entry of a command that was given. */
export function describeRequest(lane: LaneRecord, command: CommandRecord, until: string | null = null): Action {
  const { id, kind, reason, controlVersion } = command;
  return {
    action: "command.requested",
    laneId: lane.id,
    serverId: lane.serverId,
    reason,
    correlationId: id,
    after: { kind, control_version: controlVersion, ...(until === null ? {} : { until }) },
    summary: `${VERB[kind]} ${lane.name} requested`,
  };
}

import type { DesiredLane, DesiredState, StreamCommand } from "#lib/contract/control.ts";
import { writeActions } from "#lib/db/actions.ts";
import {
  type Delivered,
  findReplicaId,
  findWaitingLanes,
  markDelivered,
  readWaitingSteps,
  takePrepareSteps,
  type WaitingStep,
} from "#lib/db/command-delivery.ts";
import { type DesiredRow, readDesiredLanes } from "#lib/db/control.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { readControlVersion } from "#lib/db/servers.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { ACKNOWLEDGE_WITHIN_MS, LEASE_MS } from "#lib/domain/command/target.ts";
import { type Context, requireServer } from "../context.ts";

export interface Delivery {
  desired: DesiredState;
  commands: StreamCommand[];
}

/**
 * What one replica of the calling server shall be and do now. Handing it over marks it delivered, and is repeated until
 * the replica acknowledges: at least once, so a replica acts once on an id and phase.
 * `replica` may be a name that has not reported yet: it then gets the desired state only.
 */
export async function deliverCommands({ ctx, replica }: { ctx: Context; replica: string }): Promise<Delivery> {
  const server = requireServer(ctx);
  // The version is read first: a change between the two reads is then sent again rather than missed.
  const control_version = await readControlVersion(ctx.db, server.id);
  const desired = { control_version, lanes: (await readDesiredLanes(ctx.db, server.id)).map(toDesiredLane) };
  const replicaId = await findReplicaId(ctx.db, server.id, replica);
  if (!replicaId) return { desired, commands: [] };
  const waiting = await findWaitingLanes(ctx.db, server.id, replicaId, ctx.now);
  if (waiting.length === 0) return { desired, commands: [] };
  return { desired, commands: await handOver(ctx, server.id, { id: replicaId, name: replica }, waiting) };
}

async function handOver(
  ctx: Context,
  serverId: string,
  replica: { id: string; name: string },
  laneIds: readonly string[],
): Promise<StreamCommand[]> {
  requireServer(ctx);
  return ctx.db.transaction(async (tx) => {
    await lockLanes(tx, laneIds);
    await takePrepareSteps(tx, replica.id, laneIds, ctx.now);
    const steps = await readWaitingSteps(tx, replica.id, laneIds, ctx.now);
    const acknowledgeBy = new Date(ctx.now.getTime() + ACKNOWLEDGE_WITHIN_MS);
    const delivered = await markDelivered(tx, replica.id, laneIds, ctx.now, acknowledgeBy);
    await writeActions(
      tx,
      ctx.actor,
      ctx.now,
      delivered.map((command) => describeDelivery(command, replica.name)),
    );
    await writeOutbox(
      tx,
      delivered.map(({ id, version }) => ({ topic: "command" as const, ref: id, serverId, version })),
    );
    return steps.map((step) => toStreamCommand(step, ctx.now));
  });
}

const describeDelivery = ({ id, laneId, serverId, kind }: Delivered, replica: string): Action => ({
  action: "command.target_changed",
  laneId,
  serverId,
  correlationId: id,
  after: { replica, status: "delivered" },
  summary: `${replica}: ${kind} delivered`,
});

function toStreamCommand(step: WaitingStep, now: Date): StreamCommand {
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

function toDesiredLane(row: DesiredRow): DesiredLane {
  const { servedNumber: number, servedFingerprint: fingerprint } = row;
  return {
    lane: row.name,
    control_version: row.controlVersion,
    control: row.control,
    reason: row.reason,
    reference: row.reference,
    until: row.until?.toISOString() ?? null,
    ...(row.commandId ? { command: row.commandId } : {}),
    generation: number !== null && fingerprint ? { number, fingerprint } : null,
  };
}

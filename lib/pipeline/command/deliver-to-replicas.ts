import type { DesiredState, StreamCommand } from "#lib/contract/control.ts";
import { writeActions } from "#lib/db/actions.ts";
import {
  type Delivered,
  findWaiting,
  markDelivered,
  readWaitingSteps,
  takePrepareSteps,
  type Waiting,
  type WaitingLane,
} from "#lib/db/command-delivery.ts";
import { readDesiredLanes } from "#lib/db/control.ts";
import type { Database } from "#lib/db/database.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { type Actor, SYSTEM } from "#lib/domain/audit/actor.ts";
import { ACKNOWLEDGE_WITHIN_MS } from "#lib/domain/command/target.ts";
import { toDesiredLane, toStreamCommand } from "./to-stream-command.ts";

/** A replica that asks what it shall be and do. Its server's key was checked when it asked. */
export interface Recipient {
  actor: Extract<Actor, { kind: "server" }>;
  /** May be a name that has not reported yet: it then gets the desired state only. */
  replica: string;
  /** Version of the desired state that it has; null for none. */
  knownVersion: number | null;
  /** It was handed nothing yet over this connection, so what it has not acknowledged is handed over once more. */
  isNew: boolean;
}

export interface Delivery {
  /** Null where the recipient has it already. */
  desired: DesiredState | null;
  commands: StreamCommand[];
}

export interface DeliverOptions {
  db: Database;
  now: Date;
  recipients: readonly Recipient[];
}

/**
 * What many replicas shall be and do now, in the order of `recipients`: one look for all of them, one transaction for all that
 * waits. Handing it over marks it delivered: at least once, so a replica acts once on an id and phase.
 */
export async function deliverToReplicas({ db, now, recipients }: DeliverOptions): Promise<Delivery[]> {
  const asking = recipients.map(({ actor, replica, isNew }) => ({
    serverId: actor.id,
    workstation: actor.keyKind === "workstation",
    replica,
    isNew,
  }));
  // The version is read first: a change between the two reads is then sent again rather than missed.
  const found = new Map((await findWaiting(db, asking, now)).map((waiting) => [waiting.at, waiting]));
  const isBehind = (recipient: Recipient, at: number) => found.get(at)?.controlVersion !== recipient.knownVersion;
  const desired = await readDesiredStates(db, recipients.filter(isBehind));
  const commands = await handOver(db, waitingOf(found.values(), recipients), now);
  return recipients.map((recipient, at) => {
    const { replicaId = null, controlVersion = 0 } = found.get(at) ?? {};
    const lanes = desired.get(recipient.actor.id) ?? [];
    return {
      desired: isBehind(recipient, at) ? { control_version: controlVersion, lanes } : null,
      commands: (replicaId === null ? undefined : commands.get(replicaId)) ?? [],
    };
  });
}

type Claim = WaitingLane & { recipient: Recipient | undefined };

/** What waits, once where a replica asks over two connections. */
function waitingOf(found: Iterable<Waiting>, recipients: readonly Recipient[]): Claim[] {
  const claims = new Map<string, Claim>();
  for (const { at, replicaId, laneIds } of found) {
    if (replicaId === null) continue;
    for (const laneId of laneIds) claims.set(`${replicaId} ${laneId}`, { replicaId, laneId, recipient: recipients[at] });
  }
  return [...claims.values()];
}

/** The lanes of each server by its id. */
async function readDesiredStates(db: Database, recipients: readonly Recipient[]): Promise<Map<string, DesiredState["lanes"]>> {
  if (recipients.length === 0) return new Map();
  const rows = await readDesiredLanes(db, [...new Set(recipients.map(({ actor }) => actor.id))]);
  const byServer = Map.groupBy(rows, ({ serverId }) => serverId);
  return new Map([...byServer].map(([serverId, lanes]) => [serverId, lanes.map(toDesiredLane)]));
}

/** Hands over what waits, and returns the steps of each replica by its id. */
async function handOver(db: Database, waiting: readonly Claim[], now: Date): Promise<Map<string, StreamCommand[]>> {
  if (waiting.length === 0) return new Map();
  const recipients = new Map(waiting.map(({ replicaId, recipient }) => [replicaId, recipient]));
  return db.transaction(async (tx) => {
    await lockLanes(
      tx,
      waiting.map(({ laneId }) => laneId),
    );
    await takePrepareSteps(tx, waiting, now);
    const steps = await readWaitingSteps(tx, waiting, now);
    const delivered = await markDelivered(tx, waiting, now, new Date(now.getTime() + ACKNOWLEDGE_WITHIN_MS));
    await writeActions(
      tx,
      SYSTEM,
      now,
      delivered.map((command) => describeDelivery(command, recipients.get(command.replicaId))),
    );
    await writeOutbox(
      tx,
      delivered.map(({ id, serverId, version }) => ({ topic: "command" as const, ref: id, serverId, version })),
    );
    const byReplica = Map.groupBy(steps, ({ replicaId }) => replicaId);
    return new Map([...byReplica].map(([id, own]) => [id, own.map((step) => toStreamCommand(step, now))]));
  });
}

function describeDelivery({ id, laneId, serverId, kind }: Delivered, recipient: Recipient | undefined): Action {
  const replica = recipient?.replica;
  return {
    action: "command.target_changed",
    laneId,
    serverId,
    correlationId: id,
    after: { replica, status: "delivered" },
    summary: `${replica}: ${kind} delivered`,
    ...(recipient ? { by: recipient.actor } : {}),
  };
}

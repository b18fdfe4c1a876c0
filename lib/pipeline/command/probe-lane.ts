import type { CommandRecord } from "#lib/db/commands.ts";
import { bumpServerControl } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { type LiveReplica, readLiveReplicas } from "#lib/db/live-replicas.ts";
import { onlyWorkstations, standingVerdicts } from "#lib/domain/lane/generation.ts";
import { fail } from "../errors.ts";
import type { CommandOrder } from "./command-order.ts";
import { issueCommand } from "./issue-command.ts";

/** Has one replica ask the provider whether the credential that it serves still works; a stopped lane is no hindrance. */
export async function probeLane({ tx, ctx, lane, request, open, ...order }: CommandOrder): Promise<CommandRecord> {
  const live = await readLiveReplicas(tx, lane.id, ctx.now);
  const chosen = choose(lane, live, request.replica);
  if (!chosen?.serving) throw fail("conflict", whyNobody(request.replica));
  const { serving } = chosen;
  const verdicts = (["revoked", "expired"] as const).flatMap((kind) => standingVerdicts(lane.state, serving, kind));
  await bumpServerControl(tx, lane.serverId);
  return issueCommand({
    tx,
    now: ctx.now,
    lane,
    kind: "probe",
    reason: request.reason,
    targets: [chosen.id],
    controlVersion: lane.controlVersion,
    candidate: { number: serving.number, fingerprint: serving.fingerprint },
    verdictIds: verdicts.map(({ id }) => id),
    ...order,
  });
}

/** The replica that is named, else the service heard last that serves anything: a workstation's answer is worth less. */
function choose({ state }: LaneRecord, live: readonly LiveReplica[], named: string | undefined): LiveReplica | undefined {
  if (named !== undefined) return live.find(({ name }) => name === named);
  const mayWorkstations = onlyWorkstations(state);
  return live.find(({ id, serving }) => serving && (mayWorkstations || !state.boots[id]?.workstation));
}

const whyNobody = (named: string | undefined): string =>
  named === undefined
    ? "No live replica serves a credential of this lane: there is nobody to ask."
    : `The replica ${named} is not live, or serves no credential of this lane.`;

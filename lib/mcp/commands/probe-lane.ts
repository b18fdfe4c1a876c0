import type { StreamCommand } from "../../contract/control.ts";
import type { Generation } from "../lane/generation.ts";
import type { Lane } from "../lane/lane.ts";
import { knowledgeOf, secretOf } from "../lane/preflight.ts";
import { type ProbeResult, probeCredential } from "../lane/probe.ts";
import { isDead } from "../lane/verdict.ts";
import { identityOf } from "../lane/wire.ts";
import type { LaneOptions } from "../options.ts";
import { withProbe } from "../providers/with-provider-hooks.ts";
import { failed, type PhaseResult, succeeded } from "./phase-result.ts";

/**
 * Asks the provider whether the credential served here still works, as Lanekeeper or an operator wants to know. A dead one is
 * latched and told of like any other; one that passes says nothing of other replicas, and ends no latch.
 */
export async function probeLane(lane: Lane, command: StreamCommand): Promise<PhaseResult> {
  const generation = lane.succession.serving;
  const asked = command.args.generation?.fingerprint;
  if (!generation || (asked !== undefined && asked !== generation.fingerprint))
    return failed("not_serving", "this replica does not serve that generation");
  const options = withProbe(lane.options);
  if (!options) return failed("no_probe", "the lane has no probe, and none is known for its provider");
  const result = await probe(lane, options, generation);
  if (result.kind === "inconclusive") return failed("inconclusive", result.detail);
  if (result.kind === "refused") return believe(lane, generation, result);
  lane.services.report("credential.verified", identityOf(generation), lane.name);
  return succeeded(generation);
}

/** An access token that is refused says nothing of its grant yet: a fresh one is tried. */
async function probe(lane: Lane, options: LaneOptions, generation: Generation): Promise<ProbeResult> {
  const first = await ask(lane, options, generation);
  const lease = generation.leases?.lease;
  if (first.kind !== "refused" || !lease) return first;
  generation.leases?.drop(lease);
  return ask(lane, options, generation);
}

async function ask(lane: Lane, options: LaneOptions, generation: Generation): Promise<ProbeResult> {
  const drawn = await generation.leases?.obtain(generation.stored);
  if (drawn?.ok === false) return { kind: "inconclusive", detail: "no access token could be drawn from the grant" };
  const { services } = lane;
  return probeCredential(options, secretOf(generation), knowledgeOf(generation, services.now()), services.fetch);
}

async function believe(
  lane: Lane,
  generation: Generation,
  refused: Extract<ProbeResult, { kind: "refused" }>,
): Promise<PhaseResult> {
  const verdict = { outcome: refused.outcome, certainty: refused.certainty, reason: refused.detail };
  if (!isDead(verdict)) return failed("inconclusive", refused.detail);
  const isReplaced = await lane.succession.condemn(generation, verdict, refused.evidence);
  if (isReplaced) return failed("rotated_outside", "the store held a newer credential, which this replica serves now");
  return failed(verdict.outcome, refused.detail);
}

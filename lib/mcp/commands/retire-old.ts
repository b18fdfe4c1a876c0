import type { StreamCommand } from "../../contract/control.ts";
import type { Generation } from "../lane/generation.ts";
import type { Lane } from "../lane/lane.ts";
import { knowledgeOf, secretOf } from "../lane/preflight.ts";
import { credentialContext, type ProbeResult, probeCredential } from "../lane/probe.ts";
import { identityOf } from "../lane/wire.ts";
import { withTimeLimit } from "../time-limit.ts";
import { failed, HOOK_LIMIT_MS, messageWithout, type PhaseResult, succeeded } from "./phase-result.ts";

const DRAIN_MS = 60_000;
const PROBE_WAITS_MS = [0, 1_000, 3_000] as const;

/** Ends the old generation by the lane's hook and shows that the provider refuses it. */
export async function retireOld(
  lane: Lane,
  command: StreamCommand,
  wait: (delayMs: number) => Promise<void>,
): Promise<PhaseResult> {
  const { succession, options, services } = lane;
  const old = succession.previous;
  const named = command.args.generation?.fingerprint;
  if (!old || (named !== undefined && named !== old.fingerprint))
    return failed("old_unknown", "this replica does not hold the old credential");
  if (!options.retire) return failed("not_able", "the lane has no retire hook");
  const drainMs = command.args.retire_old === "now" ? 0 : DRAIN_MS;
  for (let waitedMs = 0; old.inFlight > 0 && waitedMs < drainMs; waitedMs += 250) await wait(250);
  const credential = secretOf(old);
  try {
    const context = credentialContext(options, credential, services.fetch, old.stored.secret);
    await withTimeLimit(options.retire(context), HOOK_LIMIT_MS);
  } catch (error) {
    return failed("retire_failed", messageWithout([credential, old.stored.secret], error));
  }
  // Without a probe, the word of the hook is all there is; and another replica may have tried it already, three times in all.
  const proof = options.probe && command.args.probe_old !== false ? await expectRefusal(lane, old, wait) : null;
  if (proof?.kind === "passed") return failed("still_accepted", "the provider still accepts the old credential");
  if (proof?.kind === "inconclusive") return failed("unconfirmed", `nobody knows whether the old one is dead: ${proof.detail}`);
  const evidence = proof?.evidence ? { evidence: proof.evidence } : {};
  services.report("credential.retired", { ...identityOf(old), retirement: "automatic", ...evidence }, lane.name);
  succession.previous = null;
  return succeeded(old);
}

/** Providers take a moment to forget a credential; more than three tries would look like an attack. Says what the last one that told anything told. */
async function expectRefusal(lane: Lane, old: Generation, wait: (delayMs: number) => Promise<void>): Promise<ProbeResult> {
  let said: ProbeResult = { kind: "inconclusive", detail: "it was not tried" };
  for (const waitMs of PROBE_WAITS_MS) {
    await wait(waitMs);
    const { options, services } = lane;
    const result = await probeCredential(options, secretOf(old), knowledgeOf(old, services.now()), services.fetch);
    if (result.kind === "refused") return result;
    if (said.kind === "inconclusive") said = result;
  }
  return said;
}

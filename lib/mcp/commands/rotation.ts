import type { StreamCommand } from "../../contract/control.ts";
import type { Instant } from "../../domain/clock/instant.ts";
import { messageOf } from "../emitter.ts";
import type { Generation } from "../lane/generation.ts";
import type { Lane } from "../lane/lane.ts";
import { offerToHost } from "../lane/offer-to-host.ts";
import { knowledgeOf, preflight, secretOf } from "../lane/preflight.ts";
import { credentialContext, type ProbeResult, probeCredential } from "../lane/probe.ts";
import { identityOf, wireGeneration } from "../lane/wire.ts";
import { withProbe } from "../providers/with-provider-hooks.ts";
import { withTimeLimit } from "../time-limit.ts";
import type { Answer } from "./acknowledger.ts";
import { promoteCandidate, readCandidate } from "./candidate.ts";

/** A replica is given two minutes before its state counts as unknown. */
const HOOK_LIMIT_MS = 60_000;

/** What one phase of a rotation came to. */
export type PhaseResult = Omit<Answer, "phase">;

/**
 * Finds the candidate: made by the lane's own hook, else the newest the store holds, else what the store puts aside to be tried, else the
 * same grant with a fresh lease.
 */
export async function prepare(lane: Lane, command: StreamCommand): Promise<PhaseResult> {
  const { succession, options, services } = lane;
  const current = succession.serving;
  if (isOver(command, services.now())) return failed("lease_over", "another replica prepares by now");
  const refused = await create(lane, current);
  if (refused) return refused;
  const reading = await succession.holdings.read();
  if (!reading.ok) return failed("store_unreachable", reading.reason);
  const aside = succession.newest === current ? await readCandidate(lane) : null;
  const candidate = aside ?? succession.newest;
  if (!candidate || candidate === current) return renewLease(lane, current);
  const facts = { ...wireGeneration(candidate, options.store), command_id: command.id, ...previous(current) };
  services.report("rotation.started", facts, lane.name);
  // A key that nobody has tried yet is proven by the provider's own probe where the lane brings none.
  const checked = await preflight(withProbe(options) ?? options, candidate, services);
  services.report(
    "rotation.probed",
    { ...facts, passed: checked.ok, ...(checked.ok ? {} : { code: checked.refusal.code }) },
    lane.name,
  );
  if (!checked.ok) return failed("preflight_refused", checked.reason);
  const unpromoted = aside && (await promoteCandidate(lane, aside));
  return unpromoted === null ? succeeded(candidate) : failed("not_promoted", unpromoted);
}

/** Serves the generation that Lanekeeper names, if the store shows it. Calls under way finish on the old one. */
export async function adopt(lane: Lane, command: StreamCommand): Promise<PhaseResult> {
  const wanted = command.args.generation;
  return wanted ? cutOver(lane, wanted, command.id) : failed("invalid_command", "no generation is named");
}

/** Serves one generation from now on, if the store shows it and it passes preflight; `commandId` where a command asks for it. */
export async function cutOver(
  lane: Lane,
  wanted: NonNullable<StreamCommand["args"]["generation"]>,
  commandId?: string,
): Promise<PhaseResult> {
  const { succession, options, services } = lane;
  if (succession.serving?.fingerprint === wanted.fingerprint) return succeeded(succession.serving);
  if (succession.newest?.fingerprint !== wanted.fingerprint) await succession.holdings.read();
  const candidate = succession.newest;
  if (candidate?.fingerprint !== wanted.fingerprint)
    return failed("not_in_store", "the store of this replica does not hold that generation");
  const checked = await preflight(options, candidate, services);
  if (!checked.ok) return failed("preflight_refused", checked.reason);
  const taken = await offerToHost(options, candidate);
  if (!taken.ok) return failed("not_taken_over", taken.reason);
  const asked = commandId === undefined ? {} : { command_id: commandId };
  const facts = { ...wireGeneration(candidate, options.store), ...asked, ...previous(succession.serving) };
  services.report("rotation.cut_over", facts, lane.name);
  succession.serve(candidate);
  return succeeded(candidate);
}

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
  return { status: "succeeded", generation: { number: old.number, fingerprint: old.fingerprint } };
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

/** Whether the lease of preparing has gone to another replica by now, as where this process was suspended. */
const isOver = ({ args }: StreamCommand, now: Instant): boolean =>
  args.lease_until !== undefined && now >= Date.parse(args.lease_until);

async function create(lane: Lane, current: Generation | null): Promise<PhaseResult | null> {
  const { options, services } = lane;
  if (!options.create) return null;
  const credential = current ? secretOf(current) : "";
  const stored = current?.stored.secret ?? "";
  try {
    await withTimeLimit(options.create(credentialContext(options, credential, services.fetch, stored)), HOOK_LIMIT_MS);
    return null;
  } catch (error) {
    return failed("create_failed", messageWithout([credential, stored], error));
  }
}

async function renewLease(lane: Lane, current: Generation | null): Promise<PhaseResult> {
  const { store } = lane.options;
  if (!current?.leases) return failed("no_new_version", `${store.type} ${store.reference} holds nothing new`);
  const drawn = await current.leases.draw(current.stored);
  return drawn.ok ? succeeded(current) : failed("refresh_failed", "the grant gave no new lease");
}

/** What a hook says of its failure, without the credential that it was given. */
const messageWithout = (secrets: readonly string[], error: unknown): string =>
  secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "(the credential)"), messageOf(error));

const previous = (generation: Generation | null) => (generation ? { previous: identityOf(generation) } : {});

const failed = (code: string, detail: string): PhaseResult => ({ status: "failed", code, detail: detail.slice(0, 500) });

const succeeded = ({ number, fingerprint }: Generation): PhaseResult => ({
  status: "succeeded",
  generation: { number, fingerprint },
});

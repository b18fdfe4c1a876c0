import type { StreamCommand } from "../../contract/control.ts";
import type { Instant } from "../../domain/clock/instant.ts";
import type { Generation } from "../lane/generation.ts";
import type { Lane } from "../lane/lane.ts";
import { offerToHost } from "../lane/offer-to-host.ts";
import { preflight, secretOf } from "../lane/preflight.ts";
import { credentialContext } from "../lane/probe.ts";
import { identityOf, wireGeneration } from "../lane/wire.ts";
import { withProbe } from "../providers/with-provider-hooks.ts";
import { withTimeLimit } from "../time-limit.ts";
import { promoteCandidate, readCandidate } from "./candidate.ts";
import { failed, HOOK_LIMIT_MS, messageWithout, type PhaseResult, succeeded } from "./phase-result.ts";

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

const previous = (generation: Generation | null) => (generation ? { previous: identityOf(generation) } : {});

import type { LaneOptions } from "../options.ts";
import { githubHooks } from "./github-hooks.ts";
import { googleHooks } from "./google-hooks.ts";
import { hubspotHooks } from "./hubspot-hooks.ts";
import type { ProviderHooks } from "./provider-hooks.ts";
import { slackHooks } from "./slack-hooks.ts";
import { stripeHooks } from "./stripe-hooks.ts";

const HOOKS: ReadonlyMap<string, ProviderHooks> = new Map([
  ["github", githubHooks],
  ["google", googleHooks],
  ["hubspot", hubspotHooks],
  ["slack", slackHooks],
  ["stripe", stripeHooks],
]);

const originOf = ({ origin, isElsewhere }: ProviderHooks, { baseUrl = origin }: LaneOptions): URL =>
  new URL(isElsewhere ? origin : baseUrl);

/**
 * The lane with the hooks that are known for its provider, where it brings none of its own: `probe`, and `retire` where the provider lets
 * a program end a credential. @throws where the provider is none of those known.
 */
export function withProviderHooks(lane: LaneOptions): LaneOptions {
  const hooks = HOOKS.get(lane.provider.toLowerCase());
  if (!hooks) throw new Error(`No hooks are known for "${lane.provider}", only for ${[...HOOKS.keys()].join(", ")}`);
  const origin = originOf(hooks, lane);
  const retire = hooks.retire?.bind(hooks);
  const ends = lane.store.refresh === undefined || hooks.endsGrantOf?.(lane.store.type) === true;
  return {
    ...(retire && ends ? { retire: (context) => retire(context, origin) } : {}),
    ...lane,
    probe: lane.probe ?? ((context) => hooks.probe(context, origin)),
  };
}

/** The lane with a probe: its own, else the one for its provider; null where neither is known. */
export function withProbe(lane: LaneOptions): LaneOptions | null {
  if (lane.probe) return lane;
  const hooks = HOOKS.get(lane.provider.toLowerCase());
  return hooks ? { ...lane, probe: (context) => hooks.probe(context, originOf(hooks, lane)) } : null;
}

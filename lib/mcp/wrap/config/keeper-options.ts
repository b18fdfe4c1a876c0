import type { KeeperOptions, LaneOptions, Logger } from "../../options.ts";
import type { Inject, LaneConfig, WrapConfig } from "./schema.ts";
import { storeOf } from "./store-of.ts";
import type { Surroundings } from "./surroundings.ts";

/** Called before a generation of `lane` serves. */
export type TakeOver = (lane: string, credential: string) => Promise<void>;

/** The keeper that a configuration describes. */
export async function keeperOptions(
  config: WrapConfig,
  surroundings: Surroundings,
  takeOver: TakeOver,
  logger: Logger,
): Promise<KeeperOptions> {
  const { state_dir: stateDir, heartbeat_s: heartbeatS, transport, when_unknown: whenUnknown } = config;
  return {
    url: config.url,
    key: () => surroundings.secret(config.key),
    server: config.server,
    lanes: await Promise.all(config.lanes.map((lane) => laneOptions(lane, surroundings, takeOver))),
    logger,
    ...(stateDir === undefined ? {} : { stateDir: stateDir === null ? null : surroundings.path(stateDir) }),
    ...(heartbeatS === undefined ? {} : { heartbeatS }),
    ...(transport === undefined ? {} : { transport }),
    ...(whenUnknown === undefined ? {} : { whenUnknown }),
    ...(config.allow_insecure ? { allowInsecure: true } : {}),
  };
}

async function laneOptions(lane: LaneConfig, surroundings: Surroundings, takeOver: TakeOver): Promise<LaneOptions> {
  const { name, provider, account, tenant, owner, kind, routes, policy, probe, inject } = lane;
  return {
    name,
    provider,
    routes: routes ?? [],
    store: await storeOf(lane.store, surroundings),
    beforeServe: ({ credential }) => takeOver(name, credential),
    authorize: (headers, credential) => headers.set(...headerOf(inject, credential)),
    ...(account === undefined ? {} : { account }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(owner === undefined ? {} : { owner }),
    ...(kind === undefined ? {} : { kind }),
    ...(policy === undefined ? {} : { policy }),
    ...(probe === undefined ? {} : { probe: ({ fetch }) => fetch(probe.url) }),
  };
}

/** The header that carries a credential, as the configuration wants it or as a bearer. */
export function headerOf({ header = "Authorization", prefix }: Inject, credential: string): [name: string, value: string] {
  const before = prefix ?? (header.toLowerCase() === "authorization" ? "Bearer " : "");
  return [header, `${before}${credential}`];
}

/** The lane that powers whatever no other does. */
export const restOf = ({ lanes }: WrapConfig): string | null => lanes.find(({ routes }) => routes === undefined)?.name ?? null;

export const waysOf = ({ lanes }: WrapConfig, surroundings: Surroundings): Map<string, Inject> =>
  new Map(
    lanes.map(({ name, inject }) => [
      name,
      inject.file === undefined ? inject : { ...inject, file: surroundings.path(inject.file) },
    ]),
  );

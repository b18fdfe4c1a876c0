import type { LaneDeclaration } from "../../contract/event-data.ts";
import type { Capability } from "../../domain/vocabulary.ts";
import type { LaneOptions } from "../options.ts";

/** What a lane tells of itself; its capabilities are the hooks it really has. */
export function declarationOf(lane: LaneOptions, heartbeatS: number): LaneDeclaration {
  const { provider, account, tenant, environment, owner, kind, routes, policy } = lane;
  return {
    provider,
    account,
    tenant,
    environment,
    owner,
    kind,
    routes,
    policy,
    capabilities: capabilitiesOf(lane),
    heartbeat_s: heartbeatS,
    unsafe_neighbour: lane.unsafeNeighbour,
  };
}

function capabilitiesOf(lane: LaneOptions): Capability[] {
  const hooks: [Capability, unknown][] = [
    // Where a store puts candidates aside, a rotation needs no newer version in it.
    ["create", lane.create ?? lane.store.candidate],
    ["refresh", lane.store.refresh],
    ["retire", lane.retire],
    ["probe", lane.probe],
  ];
  return hooks.filter(([, hook]) => hook !== undefined).map(([capability]) => capability);
}

import type { WitnessProbe } from "#lib/domain/command/probe.ts";
import type { Fact, Policy } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { own } from "#lib/domain/lane/own.ts";
import type { ReplicaPresence } from "#lib/domain/lane/presence.ts";
import type { LaneInput } from "#lib/domain/lane/scene.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { type LaneView, view } from "#lib/domain/lane/view.ts";
import type { Condition, Presence } from "#lib/domain/vocabulary.ts";
import { at, SECOND } from "./facts.ts";

const HEARTBEAT_S = 30;

/** Who is there besides what facts say. Every boot that reported is live unless named here. */
export interface Circumstances {
  presence?: Presence;
  stopped?: readonly string[];
  /** Boots that said nothing more after the given second. */
  lastHeard?: Readonly<Record<string, number>>;
  /** Live replicas of the server that said nothing of this lane. */
  also?: readonly string[];
  overrides?: Policy;
  probes?: readonly WitnessProbe[];
}

/** The lane's input as of `second`. */
export function lane(facts: readonly Fact[], second: number, circumstances: Circumstances = {}): LaneInput {
  const { presence = "always_on", overrides, probes, also = [] } = circumstances;
  const boots = new Set([...facts.flatMap(({ boot }) => boot ?? []), ...also]);
  const onWorkstation = new Set(facts.flatMap(({ boot, workstation }) => (workstation ? boot : [])));
  const replicas = Object.fromEntries(
    [...boots].map((boot) => [boot, { ...presenceOf(boot, second, circumstances), workstation: onWorkstation.has(boot) }]),
  );
  return { state: foldAll(EMPTY_LANE, facts), replicas, presence, overrides, probes };
}

function presenceOf(boot: string, second: number, { stopped = [], lastHeard = {} }: Circumstances): ReplicaPresence {
  return {
    startedAt: at(0),
    lastReportAt: at(own(lastHeard, boot) ?? second),
    stopped: stopped.includes(boot),
    heartbeatMs: HEARTBEAT_S * SECOND,
  };
}

export const viewAt = (facts: readonly Fact[], second: number, circumstances?: Circumstances): LaneView =>
  view(lane(facts, second, circumstances), at(second));

export const conditionsAt = (facts: readonly Fact[], second: number, circumstances?: Circumstances): readonly Condition[] =>
  viewAt(facts, second, circumstances).findings.map(({ condition }) => condition);

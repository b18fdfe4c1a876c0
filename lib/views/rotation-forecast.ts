import type { LaneDetail, ReplicaView } from "#lib/contract/lane.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import { forecastRotation } from "#lib/domain/command/forecast.ts";
import type { Capability } from "#lib/domain/vocabulary.ts";

/** What the rotate sheet says before the click, from what live replicas see in their stores. */
export function rotationForecast(
  capabilities: readonly Capability[],
  replicas: readonly ReplicaView[],
  generations: readonly GenerationView[],
): LaneDetail["forecast"] {
  const live = replicas.filter((replica) => replica.live);
  const outlook = forecastRotation(capabilities, live);
  const serving = live.find((replica) => replica.serving !== null)?.serving;
  const served = generations.find(({ number, fingerprint }) => number === serving?.number && fingerprint === serving.fingerprint);
  return {
    outlook,
    store: served?.store ?? generations.find(({ store }) => store !== null)?.store ?? null,
    serving_version: served?.store?.version ?? (serving ? String(serving.number) : null),
    newest_version: live.find(({ store }) => store?.version != null)?.store?.version ?? null,
  };
}

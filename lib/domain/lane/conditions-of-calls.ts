import { type Instant, MINUTE } from "../clock/instant.ts";
import { type Detector, earliest, type Found } from "./finding.ts";
import { sameGeneration } from "./generation.ts";
import { type CountingBoot, concerns, isForeign } from "./scene.ts";
import { isAfter } from "./stamp.ts";
import type { BootState, RouteRegisters } from "./state.ts";

const FAILURES = 3;
const WITHIN_MS = MINUTE;
/** A rate limit without word of a success is forgotten this long after the provider's own date. */
const RATE_LIMIT_GRACE_MS = 10 * MINUTE;

/** Three unclassified refusals within a minute, and no success on that generation since. */
export const authFailing: Detector = (scene) => earliest(scene.boots.map(failingAuth));

/** The refusal that made a boot's third unclassified one within a minute; null where none did, or a success has followed. */
export function authBurst(boot: BootState): BootState["unclassified"][number] | null {
  const open = boot.unclassified.filter((failure) => concerns(boot, failure.generation) && !succeededSince(boot, failure));
  const burst = open.find((last, index) => {
    const recent = open.slice(0, index + 1).filter(({ stamp }) => Math.abs(last.stamp.at - stamp.at) <= WITHIN_MS);
    return recent.reduce((sum, { count }) => sum + count, 0) >= FAILURES;
  });
  return burst ?? null;
}

function failingAuth(boot: BootState): Found | null {
  const burst = authBurst(boot);
  if (!burst) return null;
  const { stamp, generation, evidence } = burst;
  return {
    since: stamp.at,
    certainty: "inferred",
    detail: "refused three times within a minute",
    evidence,
    generation: generation.number,
  };
}

/** A success that names no generation counts for whichever was served. */
function succeededSince({ successes }: BootState, failure: BootState["unclassified"][number]): boolean {
  return Object.values(successes).some(
    (success) => isAfter(success, failure) && (!success.generation || sameGeneration(success.generation, failure.generation)),
  );
}

export const rateLimited: Detector = (scene) => earliest(scene.boots.flatMap((boot) => limitedRoutes(boot, scene.now)));

function limitedRoutes(boot: CountingBoot, now: Instant): Found[] {
  return Object.entries(boot.routes).flatMap(([route, { failure, success }]) => {
    const endsAt = limitEndsAt({ failure, success });
    // A limit ends by the clock only while its boot is heard: silence is no news of the provider.
    const isOver = now >= endsAt && endsAt < boot.silentFrom;
    if (failure?.outcome !== "rate_limited" || isOver || isForeign(boot, failure)) return [];
    const { stamp, evidence, generation } = failure;
    return [{ since: stamp.at, certainty: "confirmed" as const, detail: route, evidence, generation: generation.number }];
  });
}

/** When a route's rate limit is over by itself; -Infinity where a call has completed after the provider's date. */
export function limitEndsAt({ failure, success }: RouteRegisters): Instant {
  if (failure?.outcome !== "rate_limited") return Number.NEGATIVE_INFINITY;
  const retryAt = failure.retryAt ?? failure.stamp.at;
  const completed = success && isAfter(success, failure) && success.stamp.at >= retryAt;
  return completed ? Number.NEGATIVE_INFINITY : retryAt + RATE_LIMIT_GRACE_MS;
}

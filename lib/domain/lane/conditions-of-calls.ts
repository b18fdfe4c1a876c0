import { type Instant, MINUTE } from "../clock/instant.ts";
import type { Detector, Found } from "./finding.ts";
import { first, isOlder } from "./conditions-of-loading.ts";
import type { GenerationRef } from "./fact.ts";
import { isAfter } from "./stamp.ts";
import type { BootState, RouteRegisters } from "./state.ts";

const FAILURES = 3;
const WITHIN_MS = MINUTE;
/** A rate limit without word of a success is forgotten this long after the provider's own date. */
const RATE_LIMIT_GRACE_MS = 10 * MINUTE;

/** Three unclassified refusals within a minute, and no success on that generation since. */
export const authFailing: Detector = (scene) => first(scene.boots, failingAuth);

function failingAuth(boot: BootState): Found | null {
  const { serving } = boot;
  const open = boot.unclassified.filter(
    (failure) => !(serving && isOlder(failure.generation, serving)) && !succeededSince(boot, failure.generation, failure),
  );
  const burst = open.find((last, index) => {
    const recent = open.slice(0, index + 1).filter(({ stamp }) => last.stamp.at - stamp.at <= WITHIN_MS);
    return recent.reduce((sum, { count }) => sum + count, 0) >= FAILURES;
  });
  if (!burst) return null;
  const { stamp, generation, evidence } = burst;
  return { since: stamp.at, certainty: "inferred", detail: "refused three times within a minute", evidence, generation: generation.number };
}

function succeededSince(boot: BootState, generation: GenerationRef, failure: BootState["unclassified"][number]): boolean {
  return isAfter(boot.success, failure) && matches(boot.success?.generation ?? null, generation);
}

/** A success that names no generation counts for whichever was served. */
const matches = (named: GenerationRef | null, generation: GenerationRef): boolean =>
  named === null || named.number === generation.number;

export const rateLimited: Detector = (scene) => first(scene.boots, (boot) => limited(boot, scene.now));

function limited(boot: BootState, now: Instant): Found | null {
  for (const [route, registers] of Object.entries(boot.routes)) {
    const { failure } = registers;
    if (failure?.outcome === "rate_limited" && now < limitEndsAt(registers)) {
      const { stamp, evidence, generation } = failure;
      return { since: stamp.at, certainty: "confirmed", detail: route, evidence, generation: generation.number };
    }
  }
  return null;
}

/** When a route's rate limit is over by itself; -Infinity where a call has completed after the provider's date. */
export function limitEndsAt({ failure, success }: RouteRegisters): Instant {
  if (failure?.outcome !== "rate_limited") return Number.NEGATIVE_INFINITY;
  const retryAt = failure.retryAt ?? failure.stamp.at;
  const completed = success && isAfter(success, failure) && success.stamp.at >= retryAt;
  return completed ? Number.NEGATIVE_INFINITY : retryAt + RATE_LIMIT_GRACE_MS;
}

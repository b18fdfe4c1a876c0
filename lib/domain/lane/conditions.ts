import { CONDITIONS, type Condition } from "../vocabulary.ts";
import { authFailing, rateLimited } from "./conditions-of-calls.ts";
import { expired, expiring, mustRefresh, revoked, rotationDue, unknownExpiry } from "./conditions-of-life.ts";
import { notLoaded, refreshFailing } from "./conditions-of-loading.ts";
import { scopeNarrowed, scopeWidened } from "./conditions-of-scopes.ts";
import type { Detector, Finding } from "./finding.ts";
import type { Scene } from "./scene.ts";

const DETECTORS: Record<Exclude<Condition, "healthy">, Detector> = {
  revoked,
  expired,
  refresh_failing: refreshFailing,
  not_loaded: notLoaded,
  auth_failing: authFailing,
  must_refresh: mustRefresh,
  scope_narrowed: scopeNarrowed,
  scope_widened: scopeWidened,
  rate_limited: rateLimited,
  expiring,
  rotation_due: rotationDue,
  unknown_expiry: unknownExpiry,
};

/** All conditions that hold, in their precedence; `healthy` alone where none does and the lane is fresh. */
export function findConditions(scene: Scene): Finding[] {
  const findings = CONDITIONS.flatMap((condition): Finding[] => {
    if (condition === "healthy") return [];
    const found = DETECTORS[condition](scene);
    return found ? [{ condition, ...found }] : [];
  });
  if (findings.length > 0 || scene.freshness !== "live" || scene.generations.length === 0) return findings;
  return [
    {
      condition: "healthy",
      since: null,
      certainty: null,
      detail: null,
      evidence: null,
      generation: scene.generations[0]?.number ?? null,
    },
  ];
}

import type { Evidence } from "../../contract/primitives.ts";
import type { LaneOptions } from "../options.ts";
import type { Services } from "../services.ts";
import type { Generation } from "./generation.ts";
import { isoExpiry } from "./iso.ts";
import type { PreflightFailure } from "./preflight.ts";
import type { DeadVerdict } from "./verdict.ts";
import { identityOf, wireGeneration } from "./wire.ts";

/** What a lane tells of its generations. Every function returns the id of its event, under which an operator finds it. */
export interface Tell {
  loaded(generation: Generation, reason?: string): string;
  passed(generation: Generation): string;
  verified(generation: Generation): string;
  refused(generation: Generation | null, failure: PreflightFailure): string;
  dead(generation: Generation, verdict: DeadVerdict, evidence?: Evidence): string;
}

export function tellOf(lane: LaneOptions, { report }: Services): Tell {
  const { name, store } = lane;
  return {
    loaded: (generation, reason) =>
      report("credential.loaded", { ...wireGeneration(generation, store), ...(reason ? { reason } : {}) }, name),
    passed: (generation) => report("credential.preflight_passed", identityOf(generation), name),
    verified: (generation) => report("credential.verified", identityOf(generation), name),
    refused: (generation, { refusal, reason }) => {
      const about = generation ? { ...identityOf(generation), expires_at: isoExpiry(generation.expiresAt) } : {};
      return report("credential.preflight_refused", { ...about, outcome: refusal.code, reason }, name);
    },
    dead: (generation, { outcome, certainty, reason }, evidence) => {
      const kind = outcome === "credential_revoked" ? "credential.revoked" : "credential.expired";
      const because = { ...(reason ? { reason } : {}), ...(evidence ? { evidence } : {}) };
      return report(kind, { ...identityOf(generation), certainty, ...because }, name);
    },
  };
}

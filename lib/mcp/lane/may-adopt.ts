import type { Instant } from "../../domain/clock/instant.ts";
import { layWindows } from "../../domain/clock/windows.ts";
import type { LaneOptions } from "../options.ts";
import { type Generation, startOf } from "./generation.ts";
import { windowPolicy } from "./preflight.ts";
import type { Refusal } from "./refusal.ts";

interface Served {
  serving: Generation | null;
  hold: Refusal | null;
}

/** Whether a lane may take up what its store shows without being asked: nothing serves, or what serves is at its end. */
export function mayAdopt(lane: LaneOptions, { serving, hold }: Served, now: Instant): boolean {
  if (!serving || hold || serving.verdict || serving.leases?.failedForGood) return true;
  return lane.adopt === "on_change" || isNearItsEnd(lane, serving, now);
}

function isNearItsEnd(lane: LaneOptions, generation: Generation, now: Instant): boolean {
  const { expiresAt } = generation;
  return typeof expiresAt === "number" && now >= layWindows(startOf(generation), expiresAt, windowPolicy(lane)).refuseAt;
}

const PASSING: ReadonlySet<Refusal["code"]> = new Set([
  "store_unreachable",
  "scope_insufficient",
  "auth_unclassified",
  "refresh_failed",
]);

/** Whether what preflight refused may pass later. A dead or too old credential stays so; trying it again only tells the provider to lock the account. */
export const mayPassLater = (hold: Refusal | null): boolean => hold !== null && PASSING.has(hold.code);

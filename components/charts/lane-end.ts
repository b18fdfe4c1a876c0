import type { BoardLane } from "./board-lane.ts";

/** How the bar of a lane ends. Revoked and expired are different ends, and neither is ever drawn as the other. */
export type LaneEnd =
  | { kind: "revoked"; atMs: number; wouldHaveLivedToMs: number | null }
  | { kind: "expired"; atMs: number }
  | { kind: "dated"; atMs: number }
  | { kind: "never" }
  | { kind: "unknown" };

/** Milliseconds of a wire time, or null for null and "never". */
export const instantOf = (time: string | null): number | null => (time === null || time === "never" ? null : Date.parse(time));

/** How the credential of a lane ends, as known at `nowMs`. */
export function laneEnd(lane: Pick<BoardLane, "health" | "health_since" | "expires_at">, nowMs: number): LaneEnd {
  const expiresMs = instantOf(lane.expires_at);
  const sinceMs = instantOf(lane.health_since) ?? nowMs;
  if (lane.health === "revoked") {
    return { kind: "revoked", atMs: sinceMs, wouldHaveLivedToMs: expiresMs !== null && expiresMs > sinceMs ? expiresMs : null };
  }
  if (lane.health === "expired") return { kind: "expired", atMs: Math.min(expiresMs ?? sinceMs, nowMs) };
  if (expiresMs !== null) return { kind: "dated", atMs: expiresMs };
  return { kind: lane.expires_at === "never" ? "never" : "unknown" };
}

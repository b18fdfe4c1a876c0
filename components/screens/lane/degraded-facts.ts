import type { LaneDetail } from "#lib/contract/lane.ts";
import type { DegradedCause } from "#lib/domain/vocabulary.ts";

type Window = LaneDetail["degraded"][number];

const CAUSE: Record<DegradedCause, string> = {
  revoked: "Credential revoked",
  expired: "Credential expired",
  not_loaded: "No credential loaded",
  contained: "Contained",
  paused: "Paused",
  refused: "Refused by a replica",
};

/** A degraded window in words. Times are the server's. */
export function degradedFacts(window: Window, nowMs: number) {
  const isOpen = window.ended_at === null;
  const endMs = window.ended_at === null ? nowMs : Date.parse(window.ended_at);
  return {
    cause: window.closed_as === null ? CAUSE[window.reason] : "Was never out of service",
    isOpen,
    lastedMs: Math.max(0, endMs - Date.parse(window.started_at)),
    counts: `${window.served} served, ${window.refused} refused`,
  };
}

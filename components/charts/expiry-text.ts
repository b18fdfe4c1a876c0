import { formatDuration } from "#components/ui/format-duration.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import type { BoardLane } from "./board-lane.ts";
import { instantOf, type LaneEnd, laneEnd } from "./lane-end.ts";

/** The few words at the right end of a row: "in 2 h 14 min", "dead 3 h", "revoked 12 min ago". */
export function endWords(lane: BoardLane, nowMs: number): string {
  const end = laneEnd(lane, nowMs);
  switch (end.kind) {
    case "revoked":
      return `cut ${formatDuration(nowMs - end.atMs)} ago`;
    case "expired":
      return `dead ${formatDuration(nowMs - end.atMs)}`;
    case "dated":
      return end.atMs > nowMs ? `in ${formatDuration(end.atMs - nowMs)}` : `due ${formatDuration(nowMs - end.atMs)} ago`;
    case "never":
      return "no end";
    case "unknown":
      return "end unknown";
  }
}

/** The time that goes with `endWords`, or nothing where there is none. */
export function endClock(lane: BoardLane, nowMs: number): string {
  const end = laneEnd(lane, nowMs);
  if ("atMs" in end) return formatInstant(end.atMs, nowMs);
  return "";
}

/** The whole row as one sentence: its accessible description, and what a pointer shows. */
export function describeRow(lane: BoardLane, word: string, nowMs: number): string {
  const facts = [endSentence(laneEnd(lane, nowMs), nowMs), ...deadlineFacts(lane, nowMs), ...stateFacts(lane, nowMs)];
  return `${lane.name} on ${lane.server.name}: ${word}; ${facts.join("; ")}.`;
}

function endSentence(end: LaneEnd, nowMs: number): string {
  switch (end.kind) {
    case "revoked": {
      const ghost =
        end.wouldHaveLivedToMs === null ? "" : `, would have lived to ${formatInstant(end.wouldHaveLivedToMs, nowMs)}`;
      return `cut ${formatDuration(nowMs - end.atMs)} ago, ${formatInstant(end.atMs, nowMs)}${ghost}`;
    }
    case "expired":
      return `dead for ${formatDuration(nowMs - end.atMs)}, since ${formatInstant(end.atMs, nowMs)}`;
    case "dated":
      return `ends ${end.atMs > nowMs ? "in" : "overdue by"} ${formatDuration(Math.abs(end.atMs - nowMs))}, ${formatInstant(end.atMs, nowMs)}`;
    case "never":
      return "has no end";
    case "unknown":
      return "its end is unknown";
  }
}

function deadlineFacts(lane: BoardLane, nowMs: number): string[] {
  const refuseMs = instantOf(lane.deadlines.refuse_at);
  const refreshMs = instantOf(lane.deadlines.refresh_at);
  if (lane.health === "revoked" || lane.health === "expired") return [];
  return [
    ...(refreshMs !== null && refreshMs > nowMs ? [`refreshes itself in ${formatDuration(refreshMs - nowMs)}`] : []),
    ...(refuseMs !== null && refuseMs > nowMs ? [`forced refresh in ${formatDuration(refuseMs - nowMs)}`] : []),
  ];
}

function stateFacts(lane: BoardLane, nowMs: number): string[] {
  const reportMs = instantOf(lane.last_report_at);
  const detail = lane.conditions[0]?.detail;
  return [
    ...(detail ? [detail] : []),
    ...(lane.control === "active" ? [] : [lane.control === "paused" ? "paused by an operator" : "contained"]),
    ...(lane.freshness === "live"
      ? []
      : [reportMs === null ? "never reported" : `last report ${formatDuration(nowMs - reportMs)} ago`]),
  ];
}

import type { BoardLane } from "./board-lane.ts";
import { boardPosition } from "./expiry-scale.ts";
import { instantOf, type LaneEnd, laneEnd } from "./lane-end.ts";

export type SegmentPart = "life" | "narrowed" | "warning" | "refusal" | "dead" | "ghost" | "fade" | "stripes";

/** A stretch of the row, in shares of its width. */
export interface Segment {
  part: SegmentPart;
  from: number;
  to: number;
}

/** Everything one row of the board draws, in shares of its width. */
export interface ExpiryRow {
  segments: Segment[];
  /** Where the bar ends by a date that still holds. */
  capAt: number | null;
  /** Where a revocation cut the bar. */
  cutAt: number | null;
  /** Where a narrowed scope steps the bar down. */
  notchAt: number | null;
  /** When the lane will refresh itself, if that is still ahead. */
  refreshAt: number | null;
  outlined: boolean;
  dimmed: boolean;
}

/** Geometry of one lane on the board. Pure: the same lane and time give the same row. */
export function expiryRow(lane: BoardLane, nowMs: number): ExpiryRow {
  const position = (atMs: number) => boardPosition(atMs - nowMs);
  const end = laneEnd(lane, nowMs);
  const issuedMs = instantOf(lane.issued_at);
  const start = issuedMs === null ? 0 : position(issuedMs);
  const sinceMs = instantOf(lane.health_since);
  const refreshMs = instantOf(lane.deadlines.refresh_at);
  const alive = end.kind === "dated" || end.kind === "never" || end.kind === "unknown";
  return {
    segments: [...barOf(lane, end, start, position), ...stripesOf(lane, position, nowMs)].filter(
      (segment) => segment.to > segment.from,
    ),
    capAt: end.kind === "dated" ? position(end.atMs) : null,
    cutAt: end.kind === "revoked" ? position(end.atMs) : null,
    notchAt: lane.health === "scope_narrowed" && sinceMs !== null ? position(sinceMs) : null,
    refreshAt: alive && refreshMs !== null && refreshMs > nowMs ? position(refreshMs) : null,
    outlined: lane.control !== "active",
    dimmed: lane.freshness !== "live",
  };
}

function barOf(lane: BoardLane, end: LaneEnd, start: number, position: (atMs: number) => number): Segment[] {
  switch (end.kind) {
    case "revoked": {
      const ghostTo = end.wouldHaveLivedToMs;
      const life: Segment = { part: "life", from: start, to: position(end.atMs) };
      return ghostTo === null ? [life] : [life, { part: "ghost", from: position(end.atMs), to: position(ghostTo) }];
    }
    case "expired":
      return [
        { part: "life", from: start, to: position(end.atMs) },
        { part: "dead", from: position(end.atMs), to: boardPosition(0) },
      ];
    case "dated":
      return datedBar(lane, start, end.atMs, position);
    case "never":
      return [{ part: "life", from: start, to: 1 }];
    case "unknown":
      return [
        { part: "life", from: start, to: boardPosition(0) },
        { part: "fade", from: boardPosition(0), to: boardPosition(24 * 3_600_000) },
      ];
  }
}

function datedBar(lane: BoardLane, start: number, endMs: number, position: (atMs: number) => number): Segment[] {
  const refuseMs = Math.min(instantOf(lane.deadlines.refuse_at) ?? endMs, endMs);
  const warnMs = Math.min(instantOf(lane.deadlines.warn_at) ?? refuseMs, refuseMs);
  const narrowedMs = lane.health === "scope_narrowed" ? (instantOf(lane.health_since) ?? warnMs) : warnMs;
  const fullTo = Math.max(start, position(Math.min(narrowedMs, warnMs)));
  return [
    { part: "life", from: start, to: fullTo },
    { part: "narrowed", from: fullTo, to: position(warnMs) },
    { part: "warning", from: Math.max(start, position(warnMs)), to: position(refuseMs) },
    { part: "refusal", from: Math.max(start, position(refuseMs)), to: position(endMs) },
  ];
}

function stripesOf(lane: BoardLane, position: (atMs: number) => number, nowMs: number): Segment[] {
  const sinceMs = instantOf(lane.health_since);
  if (lane.health !== "rate_limited" || sinceMs === null) return [];
  return [{ part: "stripes", from: position(sinceMs), to: position(nowMs) }];
}

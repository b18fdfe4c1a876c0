import * as z from "zod/mini";
import { SEVERITIES } from "../domain/vocabulary.ts";
import { absenceView } from "./absence.ts";
import { commandView } from "./command.ts";
import { healthCounts, laneSummary } from "./lane.ts";
import { count, timestamp } from "./primitives.ts";

/** `GET /summary`: everything the overview draws, in one answer. */
export const summary = z.object({
  server_time: timestamp,
  lanes: count,
  servers: count,
  counts: healthCounts,
  silent: count,
  paused: count,
  contained: count,
  open_alerts: z.record(z.enum(SEVERITIES), count),
  /** Lanes that need a human: containment first, then time to impact. At most 20. */
  needs_you: z.array(z.extend(laneSummary, { impact_at: z.nullable(timestamp), severity: z.enum(SEVERITIES) })),
  needs_you_total: count,
  /** Lanes by what ends first. At most 40. */
  board: z.array(laneSummary),
  next: z.nullable(
    z.object({ lane: z.string(), lane_id: z.string(), what: z.enum(["refresh", "expiry", "refusal", "warning"]), at: timestamp }),
  ),
  recent_commands: z.array(commandView),
  /** When Lanekeeper itself was away within the last day, newest first. */
  absences: z.array(absenceView),
});
export type Summary = z.infer<typeof summary>;

/** `GET /stream`: ids and versions only; the client reads again what it shows. */
export const streamEvent = z.object({
  topic: z.enum(["lane", "command", "alert", "server"]),
  id: z.string(),
  /** Grows with each change of the thing; a client drops what is older than what it has. */
  version: z.int().check(z.minimum(0)),
});
export type StreamEvent = z.infer<typeof streamEvent>;

/** `event: reset` of `GET /stream`: what happened meanwhile is not known, so the client reads everything again. */
export const streamReset = z.object({
  /** Over how long all clients shall spread that, each at a time it draws itself; a few have no need to wait. */
  spread_ms: z.optional(count),
});

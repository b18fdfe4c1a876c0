import * as z from "zod/mini";
import { CONDITIONS, CONTROLS, FRESHNESS, TRANSITION_CAUSES } from "../domain/vocabulary.ts";
import { absenceView } from "./absence.ts";
import { deadlines, degradedWindow, generationView } from "./lane-parts.ts";
import { expiry, fingerprint, generationNumber, timestamp } from "./primitives.ts";

/** One entry of a lane's story: a lifecycle event, a transition, a command step or an alert. */
export const timelineEntry = z.object({
  id: z.string(),
  at: timestamp,
  recorded_at: timestamp,
  kind: z.string(),
  source: z.enum(["event", "transition", "action"]),
  actor: z.nullable(z.string()),
  replica: z.nullable(z.string()),
  /** One plain sentence. */
  summary: z.string(),
  skewed: z.boolean(),
  /** The command it is a step of, where it is one. */
  command_id: z.nullable(z.string()),
  data: z.nullable(z.record(z.string(), z.unknown())),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

/** `GET /lanes/{lane}/timeline`: entries newest first, and what the picture draws. */
export const laneTimeline = z.object({
  from: timestamp,
  to: timestamp,
  server_time: timestamp,
  generations: z.array(generationView),
  /** Leases seen in the range, oldest first: each a bar of its own. */
  leases: z.array(
    z.object({
      replica: z.string(),
      fingerprint,
      issued_at: timestamp,
      expires_at: expiry,
      generation: z.nullable(generationNumber),
    }),
  ),
  /** Health over time: each entry holds until the next. */
  transitions: z.array(
    z.object({
      at: timestamp,
      health: z.nullable(z.enum(CONDITIONS)),
      control: z.enum(CONTROLS),
      freshness: z.enum(FRESHNESS),
      cause: z.enum(TRANSITION_CAUSES),
    }),
  ),
  degraded: z.array(degradedWindow),
  /** When Lanekeeper itself was away in the range, newest first. */
  absences: z.array(absenceView),
  deadlines,
  entries: z.array(timelineEntry),
  truncated: z.boolean(),
});
export type LaneTimeline = z.infer<typeof laneTimeline>;

export const timelineQuery = z.object({
  from: z.optional(timestamp),
  to: z.optional(timestamp),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(1_000)), 300),
});

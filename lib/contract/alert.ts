import * as z from "zod/mini";
import { ALERT_CONDITIONS, ALERT_RESOLUTIONS, ALERT_STATES, SEVERITIES } from "../domain/vocabulary.ts";
import { page, pageQuery } from "./paging.ts";
import { count, generationNumber, id, timestamp } from "./primitives.ts";

const when = z.nullable(timestamp);

/** One open condition on a lane and generation; flapping raises `count` instead of opening another. */
export const alertView = z.object({
  id,
  lane: z.object({ id, name: z.string(), server: z.string(), provider: z.nullable(z.string()), tools: count }),
  condition: z.enum(ALERT_CONDITIONS),
  severity: z.enum(SEVERITIES),
  generation: z.nullable(generationNumber),
  state: z.enum(ALERT_STATES),
  /** One plain sentence: what happened, with the provider's code where it gave one. */
  summary: z.string(),
  opened_at: timestamp,
  last_seen_at: timestamp,
  resolved_at: when,
  /** Why it is over; null while it is open. */
  resolution: z.nullable(z.enum(ALERT_RESOLUTIONS)),
  /** Whether what it tells of was over before Lanekeeper, which was away, heard of it. */
  missed_while_away: z.boolean(),
  acked_at: when,
  acked_by: z.nullable(z.string()),
  ack_comment: z.nullable(z.string()),
  count,
  incident: z.nullable(id),
});
export type AlertView = z.infer<typeof alertView>;

export const alertListQuery = z.object({
  ...pageQuery,
  state: z._default(z.enum([...ALERT_STATES, "all"]), "open"),
  condition: z.optional(z.enum(ALERT_CONDITIONS)),
  lane: z.optional(id),
});
export type AlertListQuery = z.infer<typeof alertListQuery>;

export const alertPage = z.extend(page(alertView), { counts: z.record(z.enum(SEVERITIES), count), server_time: timestamp });
export type AlertPage = z.infer<typeof alertPage>;

export const alertAck = z.object({ comment: z.optional(z.string().check(z.maxLength(500))) });

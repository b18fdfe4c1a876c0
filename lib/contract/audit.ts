import * as z from "zod/mini";
import { ACTOR_KINDS } from "../domain/vocabulary.ts";
import { page, pageQuery } from "./paging.ts";
import { id, timestamp } from "./primitives.ts";

/** One row of the append-only story: who did what to which lane, how authenticated, from where, before and after. */
export const auditEntry = z.object({
  id: z.string(),
  at: timestamp,
  recorded_at: timestamp,
  /** `category.verb`: an event kind, or an action such as `command.pause`, `auth.signed_in`. */
  action: z.string(),
  actor: z.object({ kind: z.enum(ACTOR_KINDS), name: z.string(), auth: z.nullable(z.string()), address: z.nullable(z.string()) }),
  lane: z.nullable(z.object({ id, name: z.string() })),
  server: z.nullable(z.object({ id, name: z.string() })),
  outcome: z.enum(["ok", "refused", "failed"]),
  reason: z.nullable(z.string()),
  correlation_id: z.nullable(z.string()),
  before: z.nullable(z.record(z.string(), z.unknown())),
  after: z.nullable(z.record(z.string(), z.unknown())),
  summary: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditQuery = z.object({
  ...pageQuery,
  q: z.optional(z.string().check(z.maxLength(128))),
  actor: z.optional(z.string().check(z.maxLength(128))),
  action: z.optional(z.string().check(z.maxLength(64))),
  lane: z.optional(id),
  server: z.optional(id),
  since: z.optional(timestamp),
  until: z.optional(timestamp),
});
export type AuditQuery = z.infer<typeof auditQuery>;
export const auditPage = z.extend(page(auditEntry), {
  oldest_at: z.nullable(timestamp),
  since: timestamp,
  server_time: timestamp,
});
export type AuditPage = z.infer<typeof auditPage>;

import * as z from "zod/mini";
import { ACTOR_KINDS, COMMAND_KINDS, COMMAND_STATUSES, ROTATION_PHASES } from "../domain/vocabulary.ts";
import { page, pageQuery } from "./paging.ts";
import { count, fingerprint, generationNumber, id, replicaName, timestamp } from "./primitives.ts";

const when = z.nullable(timestamp);
const reason = z.string().check(z.minLength(1), z.maxLength(500));

/** What may happen to the old generation of a rotation. */
export const retireOld = z.union([
  z.enum(["now", "when_proven"]),
  z.object({ after_s: z.int().check(z.minimum(0), z.maximum(2_592_000)) }),
]);
export type RetireOld = z.infer<typeof retireOld>;

/** `POST /lanes/{lane}/commands`. `if_version` compares the lane's `control_version`; pause ignores it. */
export const commandRequest = z.object({
  kind: z.enum(["pause", "resume", "rotate", "probe"]),
  reason,
  until: z.optional(timestamp),
  retire_old: z.optional(retireOld),
  /** Whom to probe; left out, the service heard last. */
  replica: z.optional(replicaName),
  if_version: z.optional(count),
});
export type CommandRequest = z.infer<typeof commandRequest>;

export const commandTarget = z.object({
  replica: z.string(),
  status: z.enum(COMMAND_STATUSES),
  phase: z.nullable(z.enum(ROTATION_PHASES)),
  queued_at: timestamp,
  delivered_at: when,
  acknowledged_at: when,
  finished_at: when,
  /** When the present status was reached. */
  at: timestamp,
  code: z.nullable(z.string()),
  detail: z.nullable(z.string()),
});
export type CommandTarget = z.infer<typeof commandTarget>;

/** One operator instruction with everything that became of it; status is the worst target that is not `gone`. */
export const commandView = z.object({
  id,
  lane: z.object({ id, name: z.string(), server: z.string() }),
  kind: z.enum(COMMAND_KINDS),
  status: z.enum(COMMAND_STATUSES),
  phase: z.nullable(z.enum(ROTATION_PHASES)),
  reason: z.string(),
  requested_by: z.string(),
  requested_by_kind: z.enum(ACTOR_KINDS),
  requested_at: timestamp,
  until: when,
  expires_at: when,
  finished_at: when,
  retire_old: z.nullable(retireOld),
  /** How a rotation closed, once it has. */
  closed_as: z.nullable(z.enum(["proven", "natural", "attested"])),
  candidate: z.nullable(z.object({ number: generationNumber, fingerprint })),
  previous: z.nullable(z.object({ number: generationNumber, fingerprint })),
  code: z.nullable(z.string()),
  detail: z.nullable(z.string()),
  targets: z.array(commandTarget),
  control_version: count,
});
export type CommandView = z.infer<typeof commandView>;

export const commandListQuery = z.object({ ...pageQuery, lane: z.optional(id), open: z.optional(z.stringbool()) });
export const commandPage = z.extend(page(commandView), { server_time: timestamp });
export type CommandPage = z.infer<typeof commandPage>;

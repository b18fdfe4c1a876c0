import * as z from "zod/mini";
import { DEGRADED_CAUSES } from "../domain/vocabulary.ts";
import { storeReference } from "./event-data.ts";
import { certainty, count, evidence, expiry, expirySource, fingerprint, generationNumber, timestamp } from "./primitives.ts";

const when = z.nullable(timestamp);

/** The instants that a lane's clock counts to. */
export const deadlines = z.object({ refresh_at: when, warn_at: when, refuse_at: when, expires_at: when });

/** One generation of a lane, with what became of it. */
export const generationView = z.object({
  number: generationNumber,
  fingerprint,
  state: z.enum(["serving", "candidate", "standby", "expired", "revoked", "retired"]),
  issued_at: when,
  first_seen_at: timestamp,
  expires_at: expiry,
  expires_source: z.nullable(expirySource),
  scopes: z.nullable(z.array(z.string())),
  store: z.nullable(storeReference),
  serving_replicas: count,
  retired_at: when,
  /** How its end is known: by its hook, by its date, or by an operator's word. */
  retirement: z.nullable(z.enum(["automatic", "natural", "manual"])),
  /** Whether another credential goes by the same number. */
  split: z.boolean(),
  revoked: z.nullable(z.object({ at: timestamp, certainty, reason: z.nullable(z.string()), evidence: z.nullable(evidence) })),
  expired: z.nullable(z.object({ at: timestamp, certainty, evidence: z.nullable(evidence) })),
});
export type GenerationView = z.infer<typeof generationView>;

/** A timed interval in which a lane could not serve as promised. */
export const degradedWindow = z.object({
  started_at: timestamp,
  /** Null while it lasts: then the counts are of the calls so far. */
  ended_at: when,
  reason: z.enum(DEGRADED_CAUSES),
  generation: z.nullable(generationNumber),
  served: count,
  refused: count,
  /** Set where a credential issued in time was reported late: no call was refused. */
  closed_as: z.nullable(z.literal("never_out_of_service")),
});

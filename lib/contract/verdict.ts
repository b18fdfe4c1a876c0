import * as z from "zod/mini";
import { commandView } from "./command.ts";
import { certainty, evidence, fingerprint, generationNumber, id, timestamp } from "./primitives.ts";

/** Somebody's word that a generation of a lane is dead. */
export const verdictView = z.object({
  /** The event that told it: operators overrule verdicts by this name. */
  event_id: z.string(),
  generation: generationNumber,
  fingerprint,
  kind: z.enum(["revoked", "expired"]),
  certainty,
  /** By the clock of whoever said it. */
  at: timestamp,
  reason: z.nullable(z.string()),
  evidence: z.nullable(evidence),
  /** Null where no replica of this lane said it. */
  replica: z.nullable(z.string()),
  /** Said under a workstation key, which is no word over others. */
  workstation: z.boolean(),
  /** The lane on which it was said, where another lane serves the same credential. */
  origin: z.nullable(z.object({ id, name: z.string(), server: z.string() })),
  overruled: z.boolean(),
  /** The newest probe that passed after it, and so allows an operator to overrule it. */
  overrule_with: z.nullable(id),
});
export type VerdictView = z.infer<typeof verdictView>;

/** What was said against the credentials that a lane serves, who was asked about it, and what Lanekeeper made of it. */
export const laneVerdicts = z.object({
  verdicts: z.array(verdictView),
  /** Probes of the generations that were called dead, newest first. */
  probes: z.array(commandView),
  /** Why the lane is contained; null while it is not. */
  containment: z.nullable(z.object({ at: timestamp, because: z.string(), event_id: z.nullable(z.string()) })),
});
export type LaneVerdicts = z.infer<typeof laneVerdicts>;

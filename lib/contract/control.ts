import * as z from "zod/mini";
import { CERTAINTIES, COMMAND_KINDS, CONTROLS } from "../domain/vocabulary.ts";
import { count, fingerprint, generationNumber, id, laneName, longText, replicaName, timestamp } from "./primitives.ts";

const generationName = z.object({ number: generationNumber, fingerprint });

/** What one lane shall be: pause and resume travel only here. `command` is the id a replica acknowledges. */
export const desiredLane = z.object({
  lane: laneName,
  control_version: count,
  control: z.enum(CONTROLS),
  reason: z.nullable(z.string()),
  reference: z.nullable(z.string()),
  until: z.nullable(timestamp),
  /** How sure the verdict is by which it is contained. */
  certainty: z.optional(z.enum(CERTAINTIES)),
  command: z.optional(id),
  /** What replicas follow once their store shows it; null where nothing may be adopted, such as a generation that is dead or doubted. */
  generation: z.nullable(generationName),
  /** What is served, where that is not to be followed: the numbers of new generations go on from it. */
  last_served: z.optional(z.nullable(generationName)),
  /** Verdicts that operators overruled, by the events that told them: a latch that one of them set ends. */
  overruled: z.optional(z.array(z.string())),
});
export type DesiredLane = z.infer<typeof desiredLane>;

/** `event: desired` of the command stream: first, and on every change. */
export const desiredState = z.object({ control_version: count, lanes: z.array(desiredLane) });
export type DesiredState = z.infer<typeof desiredState>;

const rotateArgs = z.object({
  /** Set in phase `adopt`: the generation every replica shall serve. */
  generation: z.optional(z.object({ number: generationNumber, fingerprint })),
  retire_old: z.optional(z.union([z.enum(["now", "when_proven"]), z.object({ after_s: count })])),
  /** Set in phase `prepare`: number of the lease, to be echoed, and when it is handed on. */
  fence: z.optional(count),
  lease_until: z.optional(timestamp),
  /** Set in phase `retire_old`: false where the old credential was tried at its provider already. */
  probe_old: z.optional(z.boolean()),
});

/** `event: command` of the stream, for all kinds but pause and resume. At-least-once; act once on an id and phase. */
export const streamCommand = z.object({
  id,
  lane: laneName,
  kind: z.enum(COMMAND_KINDS),
  phase: z.nullable(z.enum(["prepare", "adopt", "retire_old"])),
  args: z.looseObject({ ...rotateArgs.shape }),
  expires_at: z.nullable(timestamp),
});
export type StreamCommand = z.infer<typeof streamCommand>;

/** What one replica shall be and do now: `GET /control` and the long poll. Commands are repeated until they are acknowledged. */
export const controlState = z.extend(desiredState, { commands: z.array(streamCommand) });
export type ControlState = z.infer<typeof controlState>;

export const controlQuery = z.object({ replica: replicaName });
/** `If-None-Match` names what the caller holds: it is answered at once with anything else, or after `wait_s` with 304. */
export const controlWaitQuery = z.extend(controlQuery, {
  wait_s: z._default(z.coerce.number().check(z.minimum(0), z.maximum(60)), 25),
});

/** `POST /commands/{id}/acks`: what one replica says of a command. `generation` names the candidate or the one now served. */
export const commandAck = z.object({
  replica: replicaName,
  status: z.enum(["acknowledged", "succeeded", "failed"]),
  phase: z.optional(z.nullable(z.enum(["prepare", "adopt", "retire_old"]))),
  code: z.optional(z.string().check(z.maxLength(64))),
  detail: z.optional(longText),
  generation: z.optional(z.object({ number: generationNumber, fingerprint })),
  /** Number of the prepare lease, as the command carried it. */
  fence: z.optional(count),
});
export type CommandAck = z.infer<typeof commandAck>;

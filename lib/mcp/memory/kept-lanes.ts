import * as z from "zod/mini";
import { certainty, fingerprint, generationNumber } from "../../contract/primitives.ts";

const keptRefresh = z.object({
  /** Of the secret that was refused: another one is tried at once. */
  secret: fingerprint,
  nextAttemptAt: z.number(),
});
/** When a grant may be refreshed again, by Lanekeeper's clock. */
export type KeptRefresh = z.infer<typeof keptRefresh>;

const keptGeneration = z.object({
  number: generationNumber,
  fingerprint,
  succeeded: z.boolean(),
  verdict: z.nullable(
    z.object({ outcome: z.enum(["credential_expired", "credential_revoked"]), certainty, reference: z.nullable(z.string()) }),
  ),
  refresh: z.nullable(keptRefresh),
});
/** What a restarted process must know of a generation: whether it ever worked, was found dead, or must be left alone for a while. */
export type KeptGeneration = z.infer<typeof keptGeneration>;

/** Generations of each lane, the one that was remembered last at the end. */
export const keptLanes = z.record(z.string(), z.array(keptGeneration));
export type KeptLanes = z.infer<typeof keptLanes>;

/** What one process learnt of a generation; what it says nothing of stays as others left it. */
export type Lesson = Pick<KeptGeneration, "number" | "fingerprint"> & Partial<Omit<KeptGeneration, "number" | "fingerprint">>;

/** A lane's dead generations beyond these are so old that no store shows them any more. */
const KEPT_GENERATIONS = 8;

export function learn(kept: KeptLanes, lane: string, lesson: Lesson): KeptLanes {
  const generations = kept[lane] ?? [];
  const known = generations.find((one) => one.fingerprint === lesson.fingerprint);
  const learnt = { succeeded: false, verdict: null, refresh: null, ...known, ...lesson };
  const others = generations.filter((one) => one !== known);
  return { ...kept, [lane]: [...others, learnt].slice(-KEPT_GENERATIONS) };
}

/** What differs between what a process knew and what it knows: only that is its own to say. */
export function lessonOf(before: KeptGeneration | null, now: Omit<KeptGeneration, "refresh">): Lesson {
  const { number, fingerprint, succeeded, verdict } = now;
  const isLifted = verdict === null && before?.verdict != null;
  return { number, fingerprint, ...(succeeded ? { succeeded } : {}), ...(verdict !== null || isLifted ? { verdict } : {}) };
}

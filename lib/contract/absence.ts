import * as z from "zod/mini";
import { OUTAGE_PARTS } from "../domain/vocabulary.ts";
import { timestamp } from "./primitives.ts";

/** A time in which Lanekeeper itself was away: it heard no server (`reception`), or its clock stood still (`clock`). */
export const absenceView = z.object({
  started_at: timestamp,
  /** Null while it lasts. */
  ended_at: z.nullable(timestamp),
  parts: z.array(z.enum(OUTAGE_PARTS)),
});
export type AbsenceView = z.infer<typeof absenceView>;

import * as z from "zod/mini";
import { REFUSAL_CODES, REMEDIATIONS, RETRY_ADVICE } from "../domain/vocabulary.ts";
import { certainty, timestamp } from "./primitives.ts";

/** Key of the payload in the `_meta` of an MCP tool result. */
export const REFUSAL_META_KEY = "dev.lanekeeper/lane";

/** Typed failure a client can route on. Never holds owner, fingerprint, store path or provider body. */
export const laneRefusal = z.object({
  code: z.enum(REFUSAL_CODES),
  lane: z.string(),
  certainty,
  performed: z.union([z.boolean(), z.enum(["partial", "unknown"])]),
  retry: z.enum(RETRY_ADVICE),
  retry_at: z.optional(timestamp),
  remediation: z.enum(REMEDIATIONS),
  reference: z.string(),
});
export type LaneRefusal = z.infer<typeof laneRefusal>;

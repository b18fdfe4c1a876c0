import type { LaneRefusal } from "../../contract/refusal.ts";
import type { Instant } from "../../domain/clock/instant.ts";
import type { Certainty, Outcome, RefusalCode, Remediation, RetryAdvice } from "../../domain/vocabulary.ts";
import { LaneRefusedError } from "../lane-refused-error.ts";
import { iso } from "./iso.ts";

/** Why a lane does not serve, before it is put into words. */
export interface Refusal<Code extends RefusalCode = Outcome> {
  code: Code;
  certainty: Certainty;
  retry?: RetryAdvice;
  retryAt?: Instant;
  /** Where the operator can look it up; the event that reports the refusal where nothing better is known. */
  reference?: string | null;
  /** Added to the sentence. Must be fit for an agent: no owner, no store, no provider text. */
  detail?: string;
}

interface Wording {
  sentence: string;
  retry: RetryAdvice;
  remediation: Remediation;
}

const WORDING: Readonly<Record<RefusalCode, Wording>> = {
  lane_paused: { sentence: "is paused by an operator", retry: "after_resume", remediation: "available" },
  credential_expired: { sentence: "holds a credential that has expired", retry: "after_refresh", remediation: "undisclosed" },
  credential_revoked: { sentence: "holds a credential that was revoked", retry: "after_refresh", remediation: "undisclosed" },
  refresh_failed: { sentence: "cannot refresh its credential", retry: "after_refresh", remediation: "undisclosed" },
  preflight_refused: { sentence: "did not pass its preflight", retry: "after_refresh", remediation: "undisclosed" },
  store_unreachable: { sentence: "cannot read its credential", retry: "after_refresh", remediation: "undisclosed" },
  scope_insufficient: { sentence: "is not permitted to do this", retry: "never", remediation: "undisclosed" },
  rate_limited: { sentence: "is rate limited by its provider", retry: "at", remediation: "available" },
  auth_unclassified: {
    sentence: "was refused by its provider without a stated cause",
    retry: "never",
    remediation: "undisclosed",
  },
  retry_ceiling: { sentence: "does not repeat a failed request any further", retry: "never", remediation: "unavailable" },
};

/** The error a refused call gets: one sentence for people, the payload for machines. A call that already wrote is never to be repeated. */
export function refuse(
  lane: string,
  refusal: Refusal<RefusalCode>,
  performed: LaneRefusal["performed"],
  reference: string,
): LaneRefusedError {
  const { sentence, retry, remediation } = WORDING[refusal.code];
  const payload: LaneRefusal = {
    code: refusal.code,
    lane,
    certainty: refusal.certainty,
    performed,
    retry: performed === false ? (refusal.retry ?? retry) : "never",
    ...(refusal.retryAt === undefined ? {} : { retry_at: iso(refusal.retryAt) }),
    remediation,
    reference: refusal.reference ?? reference,
  };
  const detail = refusal.detail ? ` (${refusal.detail})` : "";
  return new LaneRefusedError(`Lane "${lane}" ${sentence}${detail}; ${consequence(performed)}.`, payload);
}

function consequence(performed: LaneRefusal["performed"]): string {
  if (performed === false) return "nothing was changed by this call";
  return performed === "partial" ? "part of this call was already carried out" : "whether this call was carried out is not known";
}

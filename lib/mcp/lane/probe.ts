import type { Evidence } from "../../contract/primitives.ts";
import type { Certainty, Outcome } from "../../domain/vocabulary.ts";
import { classifyAuthFailure } from "../classify/classify-auth-failure.ts";
import { evidenceOf } from "../classify/evidence-of.ts";
import type { Knowledge, ProviderResponse } from "../classify/types.ts";
import type { CredentialContext, LaneOptions, ProbeAnswer } from "../options.ts";
import { withTimeLimit } from "../time-limit.ts";
import { authorizedFetch } from "./authorized-fetch.ts";

const LIMIT_MS = 15_000;

export type ProbeResult =
  | { kind: "passed" }
  | { kind: "refused"; outcome: Outcome; certainty: Certainty; detail: string; evidence?: Evidence }
  /** The provider could not be asked, or answered about something else. */
  | { kind: "inconclusive"; detail: string };

/** A hook's view of one credential, and of what the store holds for it. */
export function credentialContext(
  lane: LaneOptions,
  credential: string,
  fetch: typeof globalThis.fetch,
  stored = credential,
): CredentialContext {
  return { credential, stored, fetch: authorizedFetch(lane, () => credential, fetch), bareFetch: fetch };
}

/** Tries a credential by the lane's own probe. A lane without one passes: there is nothing to hold against it. */
export async function probeCredential(
  lane: LaneOptions,
  credential: string,
  knowledge: Knowledge,
  fetch: typeof globalThis.fetch,
): Promise<ProbeResult> {
  if (!lane.probe) return { kind: "passed" };
  try {
    return await judge(lane, await withTimeLimit(lane.probe(credentialContext(lane, credential, fetch)), LIMIT_MS), knowledge);
  } catch {
    return { kind: "inconclusive", detail: "the probe could not reach the provider" };
  }
}

async function judge(lane: LaneOptions, answer: ProbeAnswer, knowledge: Knowledge): Promise<ProbeResult> {
  if (!(answer instanceof Response)) {
    if (answer.ok) return { kind: "passed" };
    const { outcome = "auth_unclassified", detail = "the probe says no" } = answer;
    return { kind: "refused", outcome, certainty: "inferred", detail };
  }
  const response: ProviderResponse = {
    provider: lane.provider,
    endpoint: "api",
    status: answer.status,
    headers: answer.headers,
    body: answer.bodyUsed ? null : await answer.text(),
  };
  const verdict = classifyAuthFailure(response, knowledge);
  if (verdict?.outcome === "rate_limited") return { kind: "inconclusive", detail: "the provider limits the rate" };
  if (verdict) {
    return {
      kind: "refused",
      outcome: verdict.outcome,
      certainty: verdict.certainty,
      detail: verdict.reason ?? verdict.outcome,
      evidence: evidenceOf(response),
    };
  }
  return answer.ok ? { kind: "passed" } : { kind: "inconclusive", detail: `the provider answered ${answer.status}` };
}

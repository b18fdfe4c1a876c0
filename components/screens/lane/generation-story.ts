import type { Tone } from "#components/ui/tone.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";
import type { ExpirySource } from "#lib/domain/vocabulary.ts";

/** State of a generation as a word and a tone. */
export const GENERATION_WORDS: Record<GenerationView["state"], { word: string; tone: Tone }> = {
  serving: { word: "Serving", tone: "ok" },
  candidate: { word: "Candidate", tone: "info" },
  standby: { word: "Still valid", tone: "warn" },
  expired: { word: "Expired", tone: "crit" },
  revoked: { word: "Revoked", tone: "contain" },
  retired: { word: "Retired", tone: "neutral" },
};

const RETIRED: Record<NonNullable<GenerationView["retirement"]>, string> = {
  automatic: "ended by the server, the end is confirmed",
  natural: "ended by its date",
  manual: "attested dead by an operator",
};

/** Whether an operator may attest that it is dead: nobody serves it, and nothing else tells of its end. */
export function mayAttest({ generation: served }: Pick<LaneDetail, "generation">, generation: GenerationView): boolean {
  const isServed = generation.serving_replicas > 0 || served?.fingerprint === generation.fingerprint;
  return !isServed && (generation.state === "standby" || generation.state === "candidate");
}

/** How the end of a generation is known: by proof, by its date, or not yet. */
export function retirementStory({ state, retirement, revoked, expired, expires_at }: GenerationView): string {
  if (retirement !== null) return RETIRED[retirement];
  if (revoked) return `withdrawn by the provider, ${revoked.certainty}`;
  if (expired) return `reached its end, ${expired.certainty}`;
  if (state === "serving") return "in use";
  if (state === "candidate") return "probed, not yet in use";
  return expires_at === null || expires_at === "never" ? "not in use, its end is not confirmed" : "not in use, ends by its date";
}

/** Who says when a generation ends. */
export const EXPIRY_SOURCE_WORDS: Record<ExpirySource, string> = {
  operator: "entered by an operator",
  provider: "said by the provider",
  token_response: "said by the token response",
  jwt: "read from the token",
  declared: "declared by the server",
};

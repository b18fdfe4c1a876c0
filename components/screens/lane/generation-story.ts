import type { Tone } from "#components/ui/tone.ts";
import type { GenerationView } from "#lib/contract/lane-parts.ts";

/** State of a generation as a word and a tone. */
export const GENERATION_WORDS: Record<GenerationView["state"], { word: string; tone: Tone }> = {
  serving: { word: "Serving", tone: "ok" },
  candidate: { word: "Candidate", tone: "info" },
  standby: { word: "Still valid", tone: "warn" },
  expired: { word: "Expired", tone: "crit" },
  revoked: { word: "Revoked", tone: "contain" },
  retired: { word: "Retired", tone: "neutral" },
};

/** How the end of a generation is known: by proof, by its date, or not yet. */
export function retirementStory({ state, retired_at, revoked, expired, expires_at }: GenerationView): string {
  if (retired_at !== null) return "ended, the end is confirmed";
  if (revoked) return `withdrawn by the provider, ${revoked.certainty}`;
  if (expired) return `reached its end, ${expired.certainty}`;
  if (state === "serving") return "in use";
  if (state === "candidate") return "probed, not yet in use";
  return expires_at === null || expires_at === "never" ? "not in use, its end is not confirmed" : "not in use, ends by its date";
}

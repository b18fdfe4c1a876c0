import { readAnswer } from "./answer.ts";
import type { ProviderResponse } from "./types.ts";

/** GitHub was seen to put the present time here for some tokens. */
const IMPLAUSIBLE_MS = 120_000;
const GITHUB_DATE = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:UTC|([+-]\d{2})(\d{2}))$/;
/** Personal access tokens: where such a token has an end, GitHub says so with every answer. */
const TELLS_ITS_END = /^(?:ghp_|github_pat_)/;

/** The end a provider states for the credential of a successful answer; undefined where it says nothing to be relied on. */
export function statedExpiry(
  response: Omit<ProviderResponse, "body">,
  credential: string,
  now: Date,
): Date | "never" | undefined {
  const answer = readAnswer({ ...response, body: null });
  const isGitHub = answer.provider === "github" && answer.header("x-github-request-id") !== undefined;
  if (!isGitHub || answer.status >= 300) return undefined;
  const header = answer.header("github-authentication-token-expiration");
  if (header === undefined) return TELLS_ITS_END.test(credential) ? "never" : undefined;
  const at = parseGitHubDate(header);
  const answeredAt = Date.parse(answer.header("date") ?? "") || now.getTime();
  return at && Math.abs(at.getTime() - answeredAt) > IMPLAUSIBLE_MS ? at : undefined;
}

/** `2021-10-07 19:07:53 UTC` or `2025-09-05 17:55:53 +0500`. */
function parseGitHubDate(text: string): Date | null {
  const [, day, time, hours, minutes] = GITHUB_DATE.exec(text) ?? [];
  if (!day || !time) return null;
  const at = new Date(`${day}T${time}${hours && minutes ? `${hours}:${minutes}` : "Z"}`);
  return Number.isNaN(at.getTime()) ? null : at;
}

import { readAnswer } from "../answer.ts";
import { github } from "../providers/github.ts";
import { providerNamed } from "../providers.ts";
import { serverNow } from "../server-now.ts";
import type { ProviderResponse } from "../types.ts";
import { readDate } from "./read-date.ts";

/** GitHub was seen to put the present time here for some tokens. */
const IMPLAUSIBLE_MS = 120_000;
/** Personal access tokens: where such a token has an end, GitHub says so with every answer. */
const TELLS_ITS_END = /^(?:ghp_|github_pat_)/;

/**
 * The end a provider states for the credential of a successful answer; undefined where it says nothing to be relied on. Believe a value
 * that came twice.
 */
export function statedExpiry(
  response: Omit<ProviderResponse, "body">,
  credential: string,
  now: Date,
): Date | "never" | undefined {
  if (response.status >= 300 || providerNamed(response.provider) !== github) return undefined;
  const answer = readAnswer({ ...response, body: null });
  if (answer.header("x-github-request-id") === undefined) return undefined;
  const header = answer.header("github-authentication-token-expiration");
  if (header === undefined) return TELLS_ITS_END.test(credential) ? "never" : undefined;
  const at = readDate(header);
  return at && Math.abs(at.getTime() - serverNow(answer, now)) > IMPLAUSIBLE_MS ? at : undefined;
}

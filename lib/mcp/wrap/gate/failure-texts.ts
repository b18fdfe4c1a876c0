import type { ProviderResponse } from "../../classify/types.ts";

/** What a provider seems to have answered, put together from what a server tells of it. */
export interface Indication extends Pick<ProviderResponse, "endpoint" | "status" | "body"> {
  /** The provider's own body was found, rather than a sentence about it. */
  isStated: boolean;
}

interface Sentence {
  pattern: RegExp;
  answer(match: RegExpExecArray): Pick<Indication, "status" | "body"> & { endpoint?: "token" };
}

/** What well-known servers write of a provider's refusal where they leave its status out. */
const SENTENCES: readonly Sentence[] = [
  { pattern: /\bBad credentials\b/, answer: ([message]) => ({ status: 401, body: { message } }) },
  { pattern: /\bResource not accessible by [\w ]+/, answer: ([message]) => ({ status: 403, body: { message } }) },
  { pattern: /\bAPI token is invalid\b/, answer: ([message]) => ({ status: 401, body: { code: "unauthorized", message } }) },
  {
    pattern: /\b(Expired|Invalid) API Key provided\b/i,
    answer: ([message, how = ""]) => ({
      status: 401,
      body: { error: { type: "invalid_request_error", message, ...(/^e/i.test(how) ? { code: "api_key_expired" } : {}) } },
    }),
  },
  {
    pattern: /\b(?:token_revoked|token_expired|invalid_auth|account_inactive|not_authed|missing_scope|ratelimited)\b/,
    answer: ([error]) => ({ status: 200, body: { ok: false, error } }),
  },
  {
    pattern: /\b(?:invalid_grant\b|Token has been expired or revoked)/,
    answer: () => ({ endpoint: "token", status: 400, body: { error: "invalid_grant" } }),
  },
  { pattern: /\brate limit exceeded\b/i, answer: ([message]) => ({ status: 429, body: { message } }) },
  { pattern: /^\W*(?:error\W+)?unauthori[sz]ed\W*$/i, answer: () => ({ status: 401, body: null }) },
];

/** A status as HTTP libraries and servers write it: beside a word that says what the number is. */
const STATUSES: readonly RegExp[] = [
  /\b(?:status(?:[ _-]?code)?|https?(?:\/\d(?:\.\d)?)?(?: error| status)?|code|error|failed|returned|response)\b\W{0,12}(401|403|429)\b/i,
  /\b(401|403|429)\b\W{0,6}(?:unauthori[sz]ed|forbidden|too many requests|bad credentials|client error|invalid|rate)/i,
  /\((401|403|429)\)/,
];

/** The status that a sentence names, or null. */
export function statusIn(text: string): number | null {
  const found = STATUSES.map((pattern) => pattern.exec(text)?.[1]).find((status) => status !== undefined);
  return found === undefined ? null : Number(found);
}

/** What a sentence indicates, the most telling first. */
export function indicationsIn(text: string): Indication[] {
  const sentences = SENTENCES.flatMap(({ pattern, answer }) => {
    const match = pattern.exec(text);
    return match ? [{ endpoint: "api" as const, isStated: false, ...answer(match) }] : [];
  });
  const status = statusIn(text);
  return status === null ? sentences : [...sentences, { endpoint: "api", status, body: null, isStated: false }];
}

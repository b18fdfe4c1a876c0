import type { Evidence } from "../../contract/primitives.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { challengeOf } from "./challenge.ts";
import { isCredentialLike } from "./credential-like.ts";
import { asRecord, asRecords, asText } from "./fields.ts";
import type { ProviderResponse } from "./types.ts";

/** Numbers, dates and names that the provider makes itself. No challenge, no link: one may hold a claim, the other a live authorisation. */
const SAFE_HEADERS = [
  "date",
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "ratelimit-remaining",
  "ratelimit-reset",
  "x-accepted-github-permissions",
  "x-accepted-oauth-scopes",
  "x-oauth-scopes",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-ratelimit-resource",
  "x-rate-limit-remaining",
  "x-rate-limit-reset",
  "x-hubspot-ratelimit-daily-remaining",
  "x-hubspot-ratelimit-interval-milliseconds",
  "x-hubspot-ratelimit-remaining",
  "stripe-rate-limited-reason",
  "stripe-should-retry",
  "x-error-code",
  "cf-mitigated",
] as const;
const REQUEST_IDS = [
  "x-github-request-id",
  "x-hubspot-correlation-id",
  "x-slack-req-id",
  "x-amzn-requestid",
  "x-amz-request-id",
  "x-ms-request-id",
  "x-fb-trace-id",
  "x-notion-request-id",
  "x-request-id",
  "request-id",
  "cf-ray",
] as const;
/** Sentences a provider uses as its code; anything else in a message may echo the submitted credential. */
const KNOWN_SENTENCES = [
  "Bad credentials",
  "This installation has been suspended",
  "Resource not accessible by",
  "Invalid API Key provided",
  "Unauthorized; scope does not match",
] as const;
/** Words of a code; what is longer, or holds a digit, may be a credential. */
const WORDS = /^[A-Za-z]{1,20}(?:[_-][A-Za-z]{1,20}){0,5}$/;
const CAMEL_WORDS = /^(?:[A-Z][a-z]{2,19}){2,6}$/;
/** Numbered codes of Okta, PostgREST and ClickUp. */
const NUMBERED = /^(?:E0000\d{3}|PGRST\d{3}|OAUTH_\d{3})$/;
/** Said by everybody, so that it says nothing. */
const NOISE = new Set(["error", "fail", "failure", "invalid_request_error"]);

/** What may be kept of an answer: status, code, request id and harmless headers. Never its body. */
export function evidenceOf(response: ProviderResponse): Evidence {
  const answer = readAnswer(response);
  const providerCode = providerCodeOf(answer);
  const requestId = requestIdOf(answer);
  const headers = Object.fromEntries(
    SAFE_HEADERS.flatMap((name) => {
      const value = answer.header(name);
      return value === undefined || isCredentialLike(value) ? [] : [[name, value.slice(0, 256)]];
    }),
  );
  return {
    status: response.status,
    ...(providerCode ? { provider_code: providerCode } : {}),
    ...(requestId ? { request_id: requestId } : {}),
    signal: "response",
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
  };
}

function providerCodeOf(answer: Answer): string | undefined {
  const { body } = answer;
  const candidates = [
    ...["category", "error", "code", "status"].map((field) => answer.text(field)),
    ...["code", "status", "type"].map((field) => asText(asRecord(body.error)[field])),
    ...asRecords(body.errors).map(({ type }) => asText(type)),
    challengeOf(answer).error,
    ...answer.codes.map(String),
  ];
  const code = candidates.find((candidate) => isCode(candidate) && !NOISE.has(candidate));
  return code ?? numberedCodeOf(answer) ?? KNOWN_SENTENCES.find((sentence) => answer.sentences.includes(sentence));
}

const isCode = (text: string): boolean => WORDS.test(text) || CAMEL_WORDS.test(text) || NUMBERED.test(text);

/** Facebook's 190, Cloudflare's 10000: a number that is not the status said again. */
function numberedCodeOf(answer: Answer): string | undefined {
  const number = answer.codes.find((code) => typeof code === "number" && code > 0 && code < 10_000_000 && code !== answer.status);
  return number === undefined ? undefined : String(number);
}

function requestIdOf(answer: Answer): string | undefined {
  const { body } = answer;
  const named = REQUEST_IDS.map((name) => answer.header(name)).find((value) => value !== undefined);
  const id =
    named ?? ["correlationId", "request_id", "requestId"].map((field) => asText(body[field])).find((text) => text !== "");
  return id !== undefined && /^[\w.:-]{1,128}$/.test(id) && !isCredentialLike(id) ? id : undefined;
}

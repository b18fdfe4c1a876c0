import type { Evidence } from "../../contract/primitives.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { asRecords } from "./fields.ts";
import type { ProviderResponse } from "./types.ts";

const SAFE_HEADERS = [
  "date",
  "retry-after",
  "x-accepted-github-permissions",
  "x-accepted-oauth-scopes",
  "x-oauth-scopes",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-ratelimit-resource",
  "x-hubspot-ratelimit-daily-remaining",
  "x-hubspot-ratelimit-interval-milliseconds",
  "x-hubspot-ratelimit-remaining",
] as const;
const REQUEST_IDS = ["x-github-request-id", "x-hubspot-correlation-id", "x-request-id", "request-id"] as const;
/** Sentences a provider uses as its code; anything else in a message may echo the submitted credential. */
const KNOWN_SENTENCES = ["Bad credentials", "This installation has been suspended"] as const;
/** Words of a code; what is longer, or holds a digit, may be a credential. */
const CODE = /^[A-Za-z]{1,20}(?:[_-][A-Za-z]{1,20}){0,5}$/;

/** What may be kept of an answer: status, code, request id and harmless headers. Never its body. */
export function evidenceOf(response: ProviderResponse): Evidence {
  const answer = readAnswer(response);
  const providerCode = providerCodeOf(answer);
  const requestId = requestIdOf(answer);
  const headers = Object.fromEntries(
    SAFE_HEADERS.flatMap((name) => {
      const value = answer.header(name);
      return value === undefined ? [] : [[name, value.slice(0, 256)]];
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
  const candidates = [answer.text("category"), answer.text("error"), answer.text("code"), answer.text("status")];
  for (const error of asRecords(answer.body.errors)) if (typeof error.type === "string") candidates.push(error.type);
  const code = candidates.find((candidate) => CODE.test(candidate) && candidate !== "error");
  return code ?? KNOWN_SENTENCES.find((sentence) => answer.text("message").startsWith(sentence));
}

function requestIdOf(answer: Answer): string | undefined {
  const named = REQUEST_IDS.map((name) => answer.header(name)).find((value) => value !== undefined);
  const id = named ?? answer.text("correlationId");
  return /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

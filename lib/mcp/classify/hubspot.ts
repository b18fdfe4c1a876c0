import { ambiguous401 } from "./ambiguous-401.ts";
import { type Answer, asRecord, asRecords, asTexts } from "./answer.ts";
import { insufficientScope } from "./generic.ts";
import { rateLimitVerdict } from "./rate-limit.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

const YEAR_2000_MS = Date.UTC(2000, 0, 1);
const WINDOW_S: Readonly<Record<string, number>> = { TEN_SECONDLY_ROLLING: 10, SECONDLY: 1 };

/** HubSpot's API answers. Every field of its errors is optional, so a missing `category` falls back to the status. */
export function hubspotVerdict(answer: Answer, knowledge: Knowledge): AuthVerdict | null {
  const category = answer.text("category");
  if (category === "EXPIRED_AUTHENTICATION") return expiredAuthentication(answer);
  if (category === "MISSING_SCOPES") return insufficientScope(requiredScopes(answer), { reason: "any_of" });
  if (category === "USER_DOES_NOT_HAVE_PERMISSIONS") return insufficientScope([], { reason: "user_permission" });
  if (category === "RATE_LIMITS" || answer.status === 429) return rateLimited(answer, knowledge);
  if (answer.status === 401) return unauthorized(answer, knowledge);
  return answer.status === 403 ? { outcome: "auth_unclassified", certainty: "inferred", reason: "forbidden" } : null;
}

/** A token that never was one decodes as expired in 1970. */
function expiredAuthentication(answer: Answer): AuthVerdict {
  const expiredAt = hubspotExpireTime(answer);
  const daysAgo = Number(/expired (\d+) day\(s\) ago/.exec(answer.text("message"))?.[1] ?? 0);
  if ((expiredAt !== null && expiredAt.getTime() < YEAR_2000_MS) || daysAgo > 9_000) {
    return { outcome: "auth_unclassified", certainty: "inferred", reason: "malformed_token" };
  }
  return { outcome: "credential_expired", certainty: "confirmed", reason: "EXPIRED_AUTHENTICATION" };
}

/** The exact expiry HubSpot states in the body of a refusal. */
function hubspotExpireTime(answer: Answer): Date | null {
  const stated = asTexts(asRecord(answer.body.context)["expire time"])[0];
  const at = new Date(stated ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Static tokens have no end, so one that worked before and is refused now was taken away. */
function unauthorized(answer: Answer, knowledge: Knowledge): AuthVerdict {
  return ambiguous401(answer, { ...knowledge, expiresAt: knowledge.expiresAt ?? "never" });
}

function rateLimited(answer: Answer, knowledge: Knowledge): AuthVerdict {
  const policy = answer.text("policyName");
  const stated = rateLimitVerdict({ ...answer, status: 429 }, knowledge)?.retryAfterS;
  const intervalMs = Number(answer.header("x-hubspot-ratelimit-interval-milliseconds") ?? Number.NaN);
  const daily = policy === "DAILY" || answer.header("x-hubspot-ratelimit-daily-remaining") === "0";
  const retryAfterS =
    stated ?? (daily ? undefined : (WINDOW_S[policy] ?? (intervalMs > 0 ? Math.ceil(intervalMs / 1_000) : undefined)));
  return {
    outcome: "rate_limited",
    certainty: "confirmed",
    ...(policy ? { reason: policy } : {}),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  };
}

function requiredScopes(answer: Answer): string[] {
  const contexts = [...asRecords(answer.body.errors).map((error) => asRecord(error.context)), asRecord(answer.body.context)];
  const scopes = contexts.flatMap((context) => [
    ...asTexts(context.requiredScopes),
    ...asTexts(context.requiredGranularScopes),
    ...asTexts(context.missingScopes),
  ]);
  return [...new Set(scopes)];
}

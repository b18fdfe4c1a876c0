import * as z from "zod/mini";
import { type Answer, readAnswer } from "../../classify/answer.ts";
import { classifyAuthFailure } from "../../classify/classify-auth-failure.ts";
import { evidenceOf } from "../../classify/evidence-of.ts";
import { grantedExpiry } from "../../classify/expiry/granted-expiry.ts";
import { refreshTokenExpiry } from "../../classify/expiry/refresh-token-expiry.ts";
import type { Reason } from "../../classify/reasons.ts";
import { statedWaitS } from "../../classify/stated-wait.ts";
import { refreshFailure, tokenErrorCode } from "../../classify/token-endpoint.ts";
import type { ProviderResponse } from "../../classify/types.ts";
import type { RefreshContext, RefreshResult, StoreLease } from "../store.ts";
import { type OAuthClient, proveClient } from "./client-authentication.ts";

const TIMEOUT_MS = 10_000;

/** A refused request with the OAuth code, or a lease and the refresh token that came with it, where one did, with its end if told. */
export type TokenAnswer =
  | Exclude<RefreshResult, { ok: true }>
  | { ok: true; lease: StoreLease; refreshToken?: string; refreshTokenExpiresAt?: Date };

const granted = z.object({
  access_token: z.string().check(z.minLength(1)),
  refresh_token: z.optional(z.string()),
  scope: z.optional(z.string()),
});

/** Asks a token endpoint for an access token by `grant` (RFC 6749 sections 4.4 and 6). Never rejects. */
export async function requestToken(
  client: OAuthClient,
  secret: string | undefined,
  grant: Record<string, string>,
  { fetch, now }: RefreshContext,
): Promise<TokenAnswer> {
  const askedAt = now();
  try {
    const proof = proveClient(client, secret, askedAt);
    const scope: Record<string, string> = client.scopes ? { scope: client.scopes.join(" ") } : {};
    const response = await fetch(client.tokenUrl, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded", ...proof.headers },
      body: new URLSearchParams({ ...client.parameters, ...grant, ...scope, ...proof.form }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { status, headers } = response;
    return judge({ provider: "oauth", endpoint: "token", status, headers, body: await response.text() }, askedAt);
  } catch {
    // The reason may quote the address and with it a credential, so it stays here.
    return { ok: false, permanent: false, reason: "token_endpoint_unreachable" };
  }
}

function judge(response: ProviderResponse, askedAt: Date): TokenAnswer {
  const answer = readAnswer(response);
  const token = granted.safeParse(answer.body);
  if (response.status >= 300 || tokenErrorCode(answer) || !token.success) return failed(response, answer, askedAt);
  const { access_token, refresh_token, scope } = token.data;
  const lease: StoreLease = {
    accessToken: access_token,
    issuedAt: askedAt,
    expiresAt: grantedExpiry(answer.body, askedAt),
    ...(scope ? { scopes: scope.split(/[\s,]+/).filter(Boolean) } : {}),
  };
  if (!refresh_token) return { ok: true, lease };
  const endsAt = refreshTokenExpiry(answer.body, askedAt);
  return { ok: true, lease, refreshToken: refresh_token, ...(endsAt ? { refreshTokenExpiresAt: endsAt } : {}) };
}

function failed(response: ProviderResponse, answer: Answer, askedAt: Date): TokenAnswer {
  const retryAfterS = statedWaitS(answer, askedAt);
  return {
    ok: false,
    permanent: isPermanent(answer, classifyAuthFailure(response, { now: askedAt })?.reason),
    reason: tokenErrorCode(answer) || `http_${response.status}`,
    evidence: evidenceOf(response),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  };
}

/** Somebody may lift these while the grant lives, though the OAuth code is that of a dead one. */
const CURABLE: ReadonlySet<Reason | undefined> = new Set<Reason>(["policy", "mfa_required", "auth_lockout", "clock_skew"]);

function isPermanent(answer: Answer, reason: Reason | undefined): boolean {
  if (CURABLE.has(reason)) return false;
  return refreshFailure(answer) === "permanent" || reason === "permanent" || reason === "client_secret_expired";
}

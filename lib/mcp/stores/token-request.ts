import * as z from "zod/mini";
import { type Answer, readAnswer } from "../classify/answer.ts";
import { evidenceOf } from "../classify/evidence-of.ts";
import { statedWaitS } from "../classify/rate-limit.ts";
import { refreshFailure, tokenErrorCode } from "../classify/token-endpoint.ts";
import type { ProviderResponse } from "../classify/types.ts";
import type { RefreshContext, RefreshResult, StoreLease } from "./store.ts";

const TIMEOUT_MS = 10_000;

export interface TokenRequest {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  scopes?: string[];
}

/** A failed refresh with the OAuth code, or a lease and the refresh token that follows. */
export type TokenAnswer = Exclude<RefreshResult, { ok: true }> | { ok: true; lease: StoreLease; refreshToken: string };

const granted = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.optional(z.union([z.number(), z.string()])),
  refresh_token: z.optional(z.string()),
  scope: z.optional(z.string()),
});

/** Asks a token endpoint for a new access token (RFC 6749 section 6). Never rejects. */
export async function requestToken(request: TokenRequest, { fetch, now }: RefreshContext): Promise<TokenAnswer> {
  const askedAt = now();
  try {
    const response = await fetch(request.tokenUrl, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: form(request),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return judge(
      { provider: "oauth", endpoint: "token", status: response.status, headers: response.headers, body: text },
      askedAt,
      request,
    );
  } catch {
    // The reason may quote the address and with it a credential, so it stays here.
    return { ok: false, permanent: false, reason: "token_endpoint_unreachable" };
  }
}

function form(request: TokenRequest): URLSearchParams {
  return new URLSearchParams({
    grant_type: "refresh_token",
    client_id: request.clientId,
    client_secret: request.clientSecret,
    refresh_token: request.refreshToken,
    ...(request.scopes ? { scope: request.scopes.join(" ") } : {}),
  });
}

function judge(response: ProviderResponse, askedAt: Date, request: TokenRequest): TokenAnswer {
  const answer = readAnswer(response);
  const token = granted.safeParse(answer.body);
  if (response.status < 300 && !tokenErrorCode(answer) && token.success) {
    const { access_token, expires_in, refresh_token, scope } = token.data;
    const lifeS = Number(expires_in ?? Number.NaN);
    const lease: StoreLease = {
      accessToken: access_token,
      issuedAt: askedAt,
      expiresAt: lifeS > 0 ? new Date(askedAt.getTime() + lifeS * 1_000) : null,
      ...(scope ? { scopes: scope.split(/[\s,]+/).filter(Boolean) } : {}),
    };
    return { ok: true, lease, refreshToken: refresh_token || request.refreshToken };
  }
  return failed(response, answer, askedAt);
}

function failed(response: ProviderResponse, answer: Answer, askedAt: Date): TokenAnswer {
  const retryAfterS = statedWaitS(answer, askedAt);
  return {
    ok: false,
    permanent: refreshFailure(answer) === "permanent",
    reason: tokenErrorCode(answer) || `http_${response.status}`,
    evidence: evidenceOf(response),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  };
}

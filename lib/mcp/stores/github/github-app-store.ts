import * as z from "zod/mini";
import { classifyAuthFailure } from "../../classify/classify-auth-failure.ts";
import { evidenceOf } from "../../classify/evidence-of.ts";
import type { ProviderResponse } from "../../classify/types.ts";
import { overPlace } from "../over-place.ts";
import { signJwt } from "../sign-jwt.ts";
import type { RefreshContext, RefreshResult, Store } from "../store.ts";

export interface GitHubAppStoreOptions {
  /** Client id of the app, or its app id. */
  appId: string | number;
  installationId: string | number;
  /** Where the app's private key (PEM) is kept: what an operator rotates. */
  store: Store;
  /** Default `https://api.github.com`; for GitHub Enterprise Server `https://<host>/api/v3`. */
  apiUrl?: string;
  /** Names of repositories; default: all of the installation. */
  repositories?: string[];
  /** E.g. `{ issues: "write" }`; default: all of the app. */
  permissions?: Record<string, string>;
}

const TIMEOUT_MS = 10_000;
/** GitHub takes a JWT of ten minutes at most, and advises to begin it a minute ago. */
const JWT = { beforeS: 60, afterS: 540 };

const minted = z.object({
  token: z.string(),
  expires_at: z.iso.datetime({ offset: true }),
  permissions: z.optional(z.record(z.string(), z.string())),
});

/** A GitHub App installation. The app's private key is the generation; installation tokens, which live an hour, are leases. */
export function githubAppStore(options: GitHubAppStoreOptions): Store {
  return {
    ...overPlace(options.store, "github_app"),
    refresh: (key, context) => mint(options, key.secret, context),
  };
}

async function mint(options: GitHubAppStoreOptions, privateKey: string, { fetch, now }: RefreshContext): Promise<RefreshResult> {
  const { apiUrl = "https://api.github.com", installationId, repositories, permissions } = options;
  const askedAt = now();
  const authorization = `Bearer ${appToken(options, privateKey, askedAt)}`;
  const address = `${apiUrl.replace(/\/$/, "")}/app/installations/${installationId}/access_tokens`;
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { accept: "application/vnd.github+json", "content-type": "application/json", authorization },
      body: JSON.stringify({ repositories, permissions }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { status, headers } = response;
    return judge({ provider: "github", endpoint: "token", status, headers, body: await response.text() }, askedAt);
  } catch {
    return { ok: false, permanent: false, reason: "token_endpoint_unreachable" };
  }
}

function appToken({ appId }: GitHubAppStoreOptions, privateKey: string, now: Date): string {
  const nowS = Math.floor(now.getTime() / 1_000);
  return signJwt({ iat: nowS - JWT.beforeS, exp: nowS + JWT.afterS, iss: String(appId) }, privateKey);
}

function judge(response: ProviderResponse, askedAt: Date): RefreshResult {
  const token = response.status === 201 ? minted.safeParse(JSON.parse(String(response.body))) : null;
  if (token?.success) {
    const { token: accessToken, expires_at, permissions = {} } = token.data;
    const scopes = Object.entries(permissions).map(([name, access]) => `${name}:${access}`);
    return { ok: true, lease: { accessToken, issuedAt: askedAt, expiresAt: new Date(expires_at), scopes } };
  }
  const verdict = classifyAuthFailure(response, { now: askedAt });
  return {
    ok: false,
    permanent: verdict?.outcome === "credential_revoked",
    reason: verdict?.reason ?? `http_${response.status}`,
    evidence: evidenceOf(response),
    ...(verdict?.retryAfterS === undefined ? {} : { retryAfterS: verdict.retryAfterS }),
  };
}

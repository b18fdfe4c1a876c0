import { randomBytes } from "node:crypto";
import type { GitHubKey } from "./key.ts";
import type { GitHubOperation } from "./operations.ts";

const HOURLY_LIMIT = 5_000;

/** GitHub's own time format, not ISO 8601: `2026-11-22 02:00:00 UTC`. */
function gitHubTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Headers of every answer, signed in or not. */
export function commonHeaders(): Record<string, string> {
  const id = randomBytes(14).toString("hex").toUpperCase();
  return {
    Server: "github.com",
    "X-GitHub-Media-Type": "github.v3; format=json",
    "X-GitHub-Request-Id": `${id.slice(0, 4)}:${id.slice(4, 9)}:${id.slice(9, 16)}:${id.slice(16, 23)}:${id.slice(20)}`,
  };
}

/** What an answer tells about the key that was used: its expiry, and its scopes or the permission that was needed. */
export function keyHeaders(key: GitHubKey, operation: GitHubOperation): Record<string, string> {
  const headers: Record<string, string> = {};
  if (key.expiresAt !== null) headers["github-authentication-token-expiration"] = gitHubTime(key.expiresAt);
  if (key.kind === "classic") {
    headers["X-OAuth-Scopes"] = key.grants.join(", ");
    headers["X-Accepted-OAuth-Scopes"] = operation.scopes.join(", ");
  } else if (operation.permission !== null) {
    headers["X-Accepted-GitHub-Permissions"] = operation.permission;
  }
  return headers;
}

/** `x-ratelimit-*`: the reset is in epoch seconds; a primary limit shows nothing left until it. */
export function rateLimitHeaders(key: GitHubKey, used: number, now: Date): Record<string, string> {
  const exhausted = key.rateLimit?.kind === "primary" && now < key.rateLimit.until;
  const resetAt = exhausted && key.rateLimit ? key.rateLimit.until.getTime() : Math.ceil(now.getTime() / 3_600_000) * 3_600_000;
  const spent = exhausted ? HOURLY_LIMIT : Math.min(used, HOURLY_LIMIT);
  return {
    "x-ratelimit-limit": String(HOURLY_LIMIT),
    "x-ratelimit-remaining": String(HOURLY_LIMIT - spent),
    "x-ratelimit-reset": String(Math.ceil(resetAt / 1_000)),
    "x-ratelimit-used": String(spent),
    "x-ratelimit-resource": "core",
  };
}

import type { Answer } from "../serve-loopback.ts";
import type { GitHubKey, GitHubRateLimit } from "./key.ts";
import type { GitHubOperation } from "./operations.ts";

const DOCS = "https://docs.github.com/rest";
const RATE_LIMITS = `${DOCS}/using-the-rest-api/rate-limits-for-the-rest-api`;

/** GitHub repeats the status in the body, as text. */
function problem(status: number, message: string, documentation = DOCS): Answer {
  return { status, body: { message, documentation_url: documentation, status: String(status) } };
}

/** The one answer to a wrong, an expired and a revoked key alike. */
export const badCredentials = (): Answer => problem(401, "Bad credentials");
export const requiresAuthentication = (): Answer => problem(401, "Requires authentication");
export const notFound = (): Answer => problem(404, "Not Found");

/** Too many bad keys of one user: every key of that user is turned away for a while, good ones too. */
export const lockedOut = (): Answer => problem(403, "Maximum number of login attempts exceeded. Please try again later.");

/** A classic key sees a private repository it may not read as missing; the others are told what they lack. */
export function notAllowed(key: GitHubKey, operation: GitHubOperation): Answer {
  const documentation = `${DOCS}/${operation.documentation}`;
  if (key.kind === "fine_grained") return problem(403, "Resource not accessible by personal access token", documentation);
  if (key.kind === "installation") return problem(403, "Resource not accessible by integration", documentation);
  if (operation.name === "repository_delete") return problem(403, "Must have admin rights to Repository.", documentation);
  return problem(404, "Not Found", documentation);
}

export function rateLimited(limit: GitHubRateLimit, key: GitHubKey, now: Date): Answer {
  if (limit.kind === "primary") return problem(403, `API rate limit exceeded for user ${key.login}.`, RATE_LIMITS);
  const seconds = Math.max(1, Math.ceil((limit.until.getTime() - now.getTime()) / 1_000));
  const answer = problem(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    `${RATE_LIMITS}#about-secondary-rate-limits`,
  );
  return { ...answer, headers: { "retry-after": String(seconds) } };
}

import { bearerToken } from "../bearer-token.ts";
import { parseObject } from "../parse-object.ts";
import { type Answer, type Exchange, type LoopbackServer, serveLoopback } from "../serve-loopback.ts";
import { commonHeaders, keyHeaders, rateLimitHeaders } from "./headers.ts";
import { type GitHubKey, type GitHubKeyRequest, isAlive, issueGitHubKey } from "./key.ts";
import { LoginGuard } from "./login-guard.ts";
import { GITHUB_OPERATIONS, type GitHubOperation, isAllowed } from "./operations.ts";
import { badCredentials, lockedOut, notAllowed, notFound, rateLimited, requiresAuthentication } from "./refusals.ts";
import { Repository } from "./repository.ts";

export type GitHubSimulator = LoopbackServer & { issueKey(request: GitHubKeyRequest): GitHubKey };

/** Answers on loopback as api.github.com does to personal access tokens and installation tokens. */
export async function startGitHub({ port = 0, now = () => new Date() } = {}): Promise<GitHubSimulator> {
  const keys = new Map<string, GitHubKey>();
  const respond = createResponder(keys, now);
  const server = await serveLoopback((exchange) => withCommonHeaders(respond(exchange)), port);
  return {
    ...server,
    issueKey(request) {
      const key = issueGitHubKey(request);
      keys.set(key.secret, key);
      return key;
    },
  };
}

function withCommonHeaders(answer: Answer): Answer {
  return { ...answer, headers: { ...commonHeaders(), ...answer.headers } };
}

function createResponder(keys: Map<string, GitHubKey>, now: () => Date): (exchange: Exchange) => Answer {
  const guard = new LoginGuard();
  const repository = new Repository();
  const uses = new Map<GitHubKey, number>();

  return (exchange) => {
    if (exchange.method === "POST" && exchange.path === "/credentials/revoke") return revokeCredentials(exchange, keys);
    const token = bearerToken(exchange.headers);
    if (token === null) return requiresAuthentication();
    const at = now();
    const key = keys.get(token);
    if (!key) return badCredentials();
    if (guard.isLocked(key.login, at)) return lockedOut();
    if (!isAlive(key, at)) {
      guard.recordFailure(key.login, at);
      return badCredentials();
    }
    const operation = GITHUB_OPERATIONS.find(({ method, path }) => method === exchange.method && path.test(exchange.path));
    if (!operation) return notFound();
    const used = (uses.get(key) ?? 0) + 1;
    uses.set(key, used);
    key.lastUsedAt = at;
    const answer = operate(operation, exchange, key, repository, at);
    return { ...answer, headers: { ...rateLimitHeaders(key, used, at), ...keyHeaders(key, operation), ...answer.headers } };
  };
}

function operate(operation: GitHubOperation, exchange: Exchange, key: GitHubKey, repository: Repository, at: Date): Answer {
  if (key.rateLimit && at < key.rateLimit.until) return rateLimited(key.rateLimit, key, at);
  if (!isAllowed(operation, key)) return notAllowed(key, operation);
  switch (operation.name) {
    case "user":
      return { status: 200, body: { login: key.login, id: 583_231, type: "User", site_admin: false } };
    case "issues_list":
      return repository.list();
    case "issues_create":
      return repository.create(exchange.path, parseObject(exchange.body).title, key, at);
    case "repository_delete":
      return { status: 204 };
  }
}

/** `POST /credentials/revoke` works for whoever holds the keys, and only without signing in. */
function revokeCredentials(exchange: Exchange, keys: Map<string, GitHubKey>): Answer {
  if (bearerToken(exchange.headers) !== null) return { status: 403, body: { message: "Forbidden", status: "403" } };
  const { credentials } = parseObject(exchange.body);
  if (!Array.isArray(credentials) || credentials.length === 0)
    return { status: 422, body: { message: "Validation Failed", status: "422" } };
  for (const secret of credentials) {
    const key = keys.get(String(secret));
    if (key && key.kind !== "installation") key.revoked = true;
  }
  return { status: 202 };
}

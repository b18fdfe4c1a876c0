import { bearerToken } from "../bearer-token.ts";
import { type Answer, type Exchange, type LoopbackServer, serveLoopback } from "../serve-loopback.ts";
import { Contacts } from "./contacts.ts";
import { type HubSpotGrant, type HubSpotGrantRequest, issueHubSpotGrant } from "./grant.ts";
import { expiredAuthentication, invalidAuthentication, missingScopes, notFound, rateLimits } from "./refusals.ts";
import { answerIntrospection, answerToken, type HubSpotApp } from "./token-endpoint.ts";

export type HubSpotSimulator = LoopbackServer & { issueGrant(request: HubSpotGrantRequest): HubSpotGrant };

const CONTACTS = "/crm/v3/objects/contacts";
const SCOPE_NEEDED: Record<string, string> = { GET: "crm.objects.contacts.read", POST: "crm.objects.contacts.write" };
const WINDOW = { limit: 110, intervalMs: 10_000, secondly: 19 } as const;

/** Answers on loopback as api.hubapi.com does to an OAuth app: token endpoint, introspection, contacts. */
export async function startHubSpot({
  app,
  port = 0,
  now = () => new Date(),
}: {
  app: HubSpotApp;
  port?: number;
  now?: () => Date;
}): Promise<HubSpotSimulator> {
  const grants: HubSpotGrant[] = [];
  const contacts = new Contacts();
  const server = await serveLoopback((exchange) => {
    const at = now();
    if (exchange.method === "POST" && exchange.path === "/oauth/2026-03/token") return answerToken(exchange, app, grants, at);
    if (exchange.method === "POST" && exchange.path === "/oauth/2026-03/token/introspect")
      return answerIntrospection(exchange, app, grants, at);
    return answerContacts(exchange, contacts, grants, at);
  }, port);
  return {
    ...server,
    issueGrant(request) {
      const grant = issueHubSpotGrant(request);
      grants.push(grant);
      return grant;
    },
  };
}

function answerContacts(exchange: Exchange, contacts: Contacts, grants: readonly HubSpotGrant[], now: Date): Answer {
  const secret = bearerToken(exchange.headers);
  const grant = grants.find(({ accessTokens }) => accessTokens.some((token) => token.secret === secret));
  const token = grant?.accessTokens.find((candidate) => candidate.secret === secret);
  if (!grant || !token || grant.revoked) return invalidAuthentication();
  if (now >= token.expiresAt) return expiredAuthentication(token.expiresAt, now);
  grant.lastUsedAt = now;
  const limited = grant.rateLimitedUntil !== null && now < grant.rateLimitedUntil;
  const answer = limited ? rateLimits() : operate(exchange, contacts, grant, now);
  return { ...answer, headers: { ...rateHeaders(limited), ...answer.headers } };
}

function operate(exchange: Exchange, contacts: Contacts, grant: HubSpotGrant, now: Date): Answer {
  const scope = SCOPE_NEEDED[exchange.method];
  if (exchange.path !== CONTACTS || scope === undefined) return notFound();
  if (!grant.scopes.includes(scope)) return missingScopes([scope]);
  return exchange.method === "GET" ? contacts.list() : contacts.create(exchange.body, now);
}

/** Calls with OAuth tokens carry no daily headers. */
function rateHeaders(limited: boolean): Record<string, string> {
  return {
    "X-HubSpot-RateLimit-Max": String(WINDOW.limit),
    "X-HubSpot-RateLimit-Remaining": limited ? "0" : String(WINDOW.limit - 1),
    "X-HubSpot-RateLimit-Interval-Milliseconds": String(WINDOW.intervalMs),
    "X-HubSpot-RateLimit-Secondly": String(WINDOW.secondly),
    "X-HubSpot-RateLimit-Secondly-Remaining": limited ? "0" : String(WINDOW.secondly - 1),
  };
}

import { testTables, UNKNOWN } from "../support/table.ts";

const NO_CREDENTIAL = "auth_unclassified inferred no_credential";
const PERMISSION = "scope_insufficient inferred user_permission";
const cloudflare = (code: number, message: string, chain?: { code: number; message: string }) => ({
  success: false,
  errors: [{ code, message, ...(chain ? { error_chain: [chain] } : {}) }],
  messages: [],
  result: null,
});
const status = (reason: string, code: number, message: string) => ({
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Failure",
  message,
  reason,
  code,
});

testTables({
  cloudflare: [
    ["a bad token", 401, cloudflare(1000, "Invalid API Token"), UNKNOWN],
    [
      "a bad token, or a permission short",
      403,
      cloudflare(10000, "Authentication error"),
      "auth_unclassified inferred several_causes",
    ],
    ["a permission short", 403, cloudflare(9109, "Unauthorized to access requested resource"), PERMISSION],
    ["a bad token on a route that wants one", 403, cloudflare(9109, "Invalid access token"), UNKNOWN],
    [
      "another address",
      403,
      cloudflare(9109, "Cannot use the access token from location: 203.0.113.7"),
      "auth_unclassified inferred policy_ip_allowlist",
    ],
    [
      "a header of the wrong form",
      400,
      cloudflare(6003, "Invalid request headers", { code: 6111, message: "Invalid format for Authorization header" }),
      "auth_unclassified inferred malformed_token",
    ],
    ["an unknown key", 403, cloudflare(9103, "Unknown X-Auth-Key or X-Auth-Email"), UNKNOWN],
    ["a limit", 429, cloudflare(971, "Please wait and consider throttling your request speed"), "rate_limited inferred"],
    [
      "a route that is not there",
      404,
      cloudflare(7003, "Could not route to /zones/1, perhaps your object identifier is invalid?"),
      null,
    ],
    [
      "a challenge for browsers",
      403,
      "<!DOCTYPE html><html><title>Just a moment...</title></html>",
      null,
      { headers: { "cf-mitigated": "challenge" } },
    ],
  ],
  kubernetes: [
    ["a bad token", 401, status("Unauthorized", 401, "Unauthorized"), UNKNOWN],
    [
      "a role short",
      403,
      status(
        "Forbidden",
        403,
        'pods is forbidden: User "system:serviceaccount:a:b" cannot list resource "pods" in API group "" in the namespace "default"',
      ),
      PERMISSION,
    ],
    ["too many", 429, status("TooManyRequests", 429, "Too many requests, please try again later."), "rate_limited confirmed"],
    ["a pod that is not there", 404, status("NotFound", 404, 'pods "a" not found'), null],
  ],
  docker: [
    [
      "no login",
      401,
      { errors: [{ code: "UNAUTHORIZED", message: "authentication required", detail: null }] },
      UNKNOWN,
      { headers: { "Www-Authenticate": 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"' } },
    ],
    [
      "a repository that is not granted",
      403,
      { errors: [{ code: "DENIED", message: "requested access to the resource is denied" }] },
      PERMISSION,
    ],
    [
      "too many pulls",
      429,
      { errors: [{ code: "TOOMANYREQUESTS", message: "You have reached your pull rate limit." }] },
      "rate_limited confirmed",
    ],
    ["a wrong password", 401, { details: "incorrect username or password" }, UNKNOWN],
  ],
  npm: [
    ["a bad token", 401, { error: "Unable to authenticate, your authentication token seems to be invalid." }, UNKNOWN],
    [
      "a second factor",
      401,
      { error: "You must provide a one-time pass. Upgrade your client to npm@latest in order to use 2FA." },
      "auth_unclassified inferred mfa_required",
      { headers: { "www-authenticate": "OTP" } },
    ],
    [
      "a package of others",
      403,
      { error: 'You do not have permission to publish "a". Are you logged in as the correct user?' },
      PERMISSION,
    ],
  ],
  vercel: [
    ["a bad token", 403, { error: { code: "forbidden", message: "Not authorized", invalidToken: true } }, UNKNOWN],
    [
      "no token",
      403,
      { error: { code: "forbidden", message: "The request is missing an authentication token", missingToken: true } },
      NO_CREDENTIAL,
    ],
    [
      "single sign-on",
      403,
      {
        error: {
          code: "forbidden",
          message: 'Not authorized: Trying to access resource under scope "a".',
          saml: true,
          teamId: "t",
          enforced: true,
        },
      },
      "scope_insufficient inferred sso_required",
    ],
    [
      "another team",
      403,
      { error: { code: "forbidden", message: "You don't have permission to access this resource." } },
      PERMISSION,
    ],
    [
      "a limit",
      429,
      { error: { code: "rate_limited", message: "Rate limit exceeded", limit: { remaining: 0, reset: 1795312830 } } },
      "rate_limited confirmed",
    ],
  ],
  digitalocean: [
    ["a bad token", 401, { id: "Unauthorized", message: "Unable to authenticate you" }, UNKNOWN],
    ["a scope short", 403, { id: "Forbidden", message: "You are not authorized to perform this operation" }, PERMISSION],
    [
      "a limit",
      429,
      { id: "too_many_requests", message: "API Rate limit exceeded." },
      "rate_limited confirmed after 90",
      { headers: { "ratelimit-remaining": "0", "ratelimit-reset": "1795312890" } },
    ],
  ],
  heroku: [
    ["a bad token", 401, { id: "unauthorized", message: "Invalid credentials provided." }, UNKNOWN],
    ["an app of others", 403, { id: "forbidden", message: "You do not have access to the app a." }, PERMISSION],
    [
      "a second factor",
      403,
      { id: "two_factor", message: "Two-factor code is required." },
      "auth_unclassified inferred mfa_required",
    ],
    [
      "a suspended account",
      403,
      { id: "suspended", message: "Your account has been suspended" },
      "credential_revoked inferred account_inactive",
    ],
    [
      "an account that does not pay",
      402,
      { id: "delinquent", message: "Please pay your invoice" },
      "auth_unclassified inferred quota_billing",
    ],
    ["a limit", 429, { id: "rate_limit", message: "Your account reached the API rate limit" }, "rate_limited confirmed"],
  ],
  netlify: [["a bad token", 401, { code: 401, message: "Access Denied: Unauthenticated" }, UNKNOWN]],
});

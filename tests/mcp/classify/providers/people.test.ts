import { testTables, UNKNOWN } from "../support/table.ts";

const PERMISSION = "scope_insufficient inferred user_permission";
const NO_CREDENTIAL = "auth_unclassified inferred no_credential";
const graph = (code: number, message: string, subcode?: number, type = "OAuthException") => ({
  error: { message, type, code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: "A1" },
});
const twitter = (code: number, message: string) => ({ errors: [{ code, message }] });
const token = { endpoint: "token" } as const;

testTables({
  facebook: [
    [
      "a token at its end",
      400,
      graph(190, "Error validating access token: Session has expired on Sunday, 22-Nov-26 01:00:00 PST.", 463),
      "credential_expired confirmed",
    ],
    [
      "a changed password",
      400,
      graph(
        190,
        "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
        460,
      ),
      "credential_revoked inferred",
    ],
    [
      "an invalid session",
      400,
      graph(190, "Error validating access token: The session is invalid because the user logged out.", 467),
      UNKNOWN,
    ],
    [
      "an app that was removed",
      400,
      graph(190, "Error validating access token: The user has not authorized application 1.", 458),
      "credential_revoked inferred",
    ],
    [
      "a checkpoint",
      400,
      graph(
        190,
        "Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given.",
        459,
      ),
      "rate_limited inferred auth_lockout",
    ],
    ["a malformed token", 400, graph(190, "Invalid OAuth access token - Cannot parse access token"), UNKNOWN],
    ["a limit of the app", 400, graph(4, "Application request limit reached"), "rate_limited confirmed"],
    ["a limit of the user", 400, graph(17, "User request limit reached", 2446079), "rate_limited confirmed"],
    ["a limit of the page", 403, graph(32, "Page request limit reached"), "rate_limited confirmed"],
    ["too many calls", 400, graph(613, "Calls to this api have exceeded the rate limit."), "rate_limited confirmed"],
    ["a permission short", 403, graph(10, "Application does not have permission for this action"), PERMISSION],
    ["permissions short", 403, graph(200, "Requires pages_manage_posts permission to manage the object"), PERMISSION],
    ["a bad parameter", 400, graph(100, "(#100) Tried accessing nonexisting field", undefined, "GraphMethodException"), null],
    ["an outage", 500, graph(2, "Service temporarily unavailable"), null],
  ],
  twitter: [
    ["bad credentials", 401, twitter(32, "Could not authenticate you."), UNKNOWN],
    ["invalid or expired", 401, twitter(89, "Invalid or expired token."), UNKNOWN],
    [
      "a limit",
      429,
      twitter(88, "Rate limit exceeded"),
      "rate_limited confirmed after 60",
      { headers: { "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1795312860" } },
    ],
    [
      "a suspended account",
      403,
      twitter(64, "Your account is suspended and is not permitted to access this feature."),
      "credential_revoked inferred account_inactive",
    ],
    ["a clock that is off", 401, twitter(135, "Timestamp out of bounds."), "auth_unclassified inferred clock_skew"],
    ["an app that may not write", 403, twitter(261, "Application cannot perform write actions."), PERMISSION],
    [
      "a locked account",
      403,
      twitter(326, "To protect our users from spam and other malicious activity, this account is temporarily locked."),
      "rate_limited inferred auth_lockout",
    ],
    ["the newer form", 401, { title: "Unauthorized", type: "about:blank", status: 401, detail: "Unauthorized" }, UNKNOWN],
    [
      "an app without a plan",
      403,
      {
        client_id: "1",
        detail:
          "When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter developer App that is attached to a Project.",
        reason: "client-not-enrolled",
        title: "Client Forbidden",
        type: "https://api.twitter.com/2/problems/client-forbidden",
      },
      "auth_unclassified inferred quota_billing",
    ],
    [
      "permissions of the app",
      403,
      {
        title: "Forbidden",
        status: 403,
        detail: "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
        type: "https://api.twitter.com/2/problems/oauth1-permissions",
      },
      PERMISSION,
    ],
    [
      "a month's cap",
      429,
      {
        title: "UsageCapExceeded",
        detail: "Usage cap exceeded: Monthly product cap",
        period: "Monthly",
        type: "https://api.twitter.com/2/problems/usage-capped",
      },
      "rate_limited inferred quota_billing",
    ],
  ],
  linkedin: [
    [
      "a revoked token",
      401,
      {
        serviceErrorCode: 65601,
        code: "REVOKED_ACCESS_TOKEN",
        message: "The token used in the request has been revoked by the user",
        status: 401,
      },
      "credential_revoked confirmed",
    ],
    [
      "a token at its end",
      401,
      {
        serviceErrorCode: 65602,
        code: "EXPIRED_ACCESS_TOKEN",
        message: "The token used in the request has expired",
        status: 401,
      },
      "credential_expired confirmed",
    ],
    [
      "a bad token",
      401,
      { serviceErrorCode: 65600, code: "INVALID_ACCESS_TOKEN", message: "Invalid access token", status: 401 },
      UNKNOWN,
    ],
    [
      "a permission short",
      403,
      { serviceErrorCode: 100, message: "Not enough permissions to access: GET /me", status: 403 },
      PERMISSION,
    ],
    [
      "a day's limit",
      429,
      {
        serviceErrorCode: 101,
        code: "TOO_MANY_REQUESTS",
        message: "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
        status: 429,
      },
      "rate_limited confirmed",
    ],
  ],
  discord: [
    ["a bad token", 401, { message: "401: Unauthorized", code: 0 }, UNKNOWN],
    ["a channel without access", 403, { message: "Missing Access", code: 50001 }, PERMISSION],
    ["a permission short", 403, { message: "Missing Permissions", code: 50013 }, PERMISSION],
    [
      "a limit",
      429,
      { message: "You are being rate limited.", retry_after: 64.57, global: false },
      "rate_limited confirmed after 65",
    ],
    ["a webhook's token", 401, { message: "Invalid Webhook Token", code: 50027 }, UNKNOWN],
    ["a message that is not there", 404, { message: "Unknown Message", code: 10008 }, null],
  ],
  spotify: [
    ["a token at its end", 401, { error: { status: 401, message: "The access token expired" } }, "credential_expired inferred"],
    ["a bad token", 401, { error: { status: 401, message: "Invalid access token" } }, UNKNOWN],
    ["no token", 401, { error: { status: 401, message: "No token provided" } }, NO_CREDENTIAL],
    ["a scope short", 403, { error: { status: 403, message: "Insufficient client scope" } }, "scope_insufficient inferred"],
    [
      "a limit",
      429,
      { error: { status: 429, message: "API rate limit exceeded" } },
      "rate_limited confirmed after 5",
      { headers: { "retry-after": "5" } },
    ],
    [
      "a revoked refresh token",
      400,
      { error: "invalid_grant", error_description: "Refresh token revoked" },
      "refresh_failed confirmed permanent",
      token,
    ],
  ],
});

import type { Report } from "./report.ts";

const UNCLASSIFIED = "auth_unclassified";
const EXPIRED = "credential_expired";
const REVOKED = "credential_revoked";
const SCOPE = "scope_insufficient";
const LIMITED = "rate_limited";
const REFRESH = "refresh_failed";
const token = { endpoint: "token" } as const;
const aadsts = (text: string) => ({
  error: "invalid_grant",
  error_description: `AADSTS${text} Trace ID: 91af Correlation ID: ee3f`,
});
const anthropic = (type: string, message: string) => ({ type: "error", error: { type, message }, request_id: "req_1" });
const openai = (message: string, code: string | null = null) => ({
  error: { message, type: "invalid_request_error", param: null, code },
});
const sellingPartner = (details: string) => ({
  errors: [{ message: "Access to requested resource is denied.", code: "Unauthorized", details }],
});
const devops = (typeKey: string, message: string) => ({
  $id: "1",
  innerException: null,
  message,
  typeName: `Microsoft.VisualStudio.Services.${typeKey}, Microsoft`,
  typeKey,
  errorCode: 0,
  eventId: 3000,
});
const intuit = (detail: string | null) => ({
  warnings: null,
  fault: {
    error: [{ message: "message=AuthenticationFailed; errorCode=003200; statusCode=401", detail, code: "3200", element: null }],
    type: "AUTHENTICATION",
  },
  requestId: null,
});
const cloudflare = (code: number, message: string, chain: { code: number; message: string }[] = []) => ({
  success: false,
  errors: [{ code, message, ...(chain.length > 0 ? { error_chain: chain } : {}) }],
  messages: [],
  result: null,
});
const graph = (code: number, message: string, error_subcode?: number) => ({
  error: { message, type: "OAuthException", code, ...(error_subcode ? { error_subcode } : {}), fbtrace_id: "A" },
});
const google = (code: number, status: string, message: string, more: Record<string, unknown> = {}) => ({
  error: { code, message, status, ...more },
});

/** Answers that people pasted into public issues, shortened where they ran on; what they mean was decided by reading the report. */
export const FROM_ISSUES: readonly Report[] = [
  ["salesforce", 401, [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }], UNCLASSIFIED],
  [
    "salesforce",
    401,
    [{ message: "This session is not valid for use with the REST API", errorCode: "INVALID_SESSION_ID" }],
    UNCLASSIFIED,
  ],
  ["salesforce", 400, { exceptionMessage: "Invalid session id", exceptionCode: "InvalidSessionId" }, UNCLASSIFIED],
  [
    "salesforce",
    403,
    [
      {
        message: "The users password has expired, you must call SetPassword before attempting any other API operations",
        errorCode: "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
      },
    ],
    EXPIRED,
  ],
  ["salesforce", 400, { error: "invalid_grant", error_description: "inactive user" }, REFRESH, token],
  [
    "microsoft",
    401,
    {
      error: {
        code: "InvalidAuthenticationToken",
        message: "CompactToken validation failed with reason code: 80049228.",
        innerError: { "request-id": "c29" },
      },
    },
    UNCLASSIFIED,
  ],
  [
    "microsoft",
    401,
    {
      error: { code: "InvalidAuthenticationToken", message: "Lifetime validation failed, the token is expired.", innerError: {} },
    },
    EXPIRED,
    {
      headers: {
        "www-authenticate":
          'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
      },
    },
  ],
  [
    "microsoft",
    401,
    { error: { code: "InvalidAuthenticationToken", message: "Access token has expired or is not yet valid.", innerError: {} } },
    UNCLASSIFIED,
  ],
  ["microsoft", 403, { error: { code: "Forbidden", message: "", innerError: {} } }, UNCLASSIFIED],
  [
    "microsoft",
    400,
    aadsts("70000: The provided value for the input parameter 'refresh_token' or 'assertion' is not valid."),
    REFRESH,
    token,
  ],
  [
    "microsoft",
    400,
    aadsts("70043: The refresh token has expired or is invalid due to sign-in frequency checks by conditional access."),
    REFRESH,
    token,
  ],
  [
    "microsoft",
    400,
    aadsts("50173: The provided grant has expired due to it being revoked, and a fresh auth token is needed."),
    REFRESH,
    token,
  ],
  ["microsoft", 400, aadsts("9002313: Invalid request. Request is malformed or invalid."), REFRESH, token],
  ["microsoft", 400, aadsts("700082: The refresh token has expired due to inactivity."), REFRESH, token],
  [
    "microsoft",
    400,
    { error: "invalid_grant", error_description: "AADB2C90090: The specified kid 'x' is not found for JWE." },
    REFRESH,
    token,
  ],
  ["azure-devops", 401, devops("AccessCheckException", "Access Denied: The Personal Access Token used has expired."), EXPIRED],
  [
    "azure-devops",
    401,
    devops("UnauthorizedRequestException", "TF400813: The user '' is not authorized to access this resource."),
    UNCLASSIFIED,
  ],
  ["jira", 401, { code: 401, message: "Unauthorized; scope does not match" }, SCOPE],
  [
    "jira",
    401,
    '<!DOCTYPE html><html><head><title>Unauthorized (401)</title></head><body id="jira"></body></html>',
    null,
    { headers: { "X-Seraph-LoginReason": "AUTHENTICATED_FAILED" } },
  ],
  ["confluence", 403, { message: "Current user not permitted to use Confluence", statusCode: 403 }, SCOPE],
  [
    "confluence",
    404,
    {
      statusCode: 404,
      message: "There is no content with the given id, or the calling user does not have permission to view the content",
    },
    null,
  ],
  ["bitbucket", 401, { type: "error", error: { message: "Access token expired." } }, EXPIRED],
  ["linear", 400, { error: "invalid_grant", error_description: "Invalid grant: authorization code is invalid" }, REFRESH, token],
  [
    "cloudflare",
    400,
    cloudflare(6003, "Invalid request headers", [{ code: 6111, message: "Invalid format for Authorization header" }]),
    UNCLASSIFIED,
  ],
  [
    "cloudflare",
    400,
    cloudflare(6003, "Invalid request headers", [{ code: 6103, message: "Invalid format for X-Auth-Key header" }]),
    UNCLASSIFIED,
  ],
  [
    "cloudflare",
    400,
    cloudflare(6003, "Invalid request headers", [
      { code: 6100, message: "Missing X-Auth-Email header" },
      { code: 6101, message: "Missing X-Auth-Key header" },
    ]),
    UNCLASSIFIED,
  ],
  ["cloudflare", 403, cloudflare(9300, "User session has expired. Please log in again"), EXPIRED],
  [
    "google",
    403,
    {
      error: {
        errors: [{ domain: "global", reason: "insufficientPermissions", message: "Insufficient Permission" }],
        code: 403,
        message: "Insufficient Permission",
      },
    },
    SCOPE,
  ],
  [
    "google",
    403,
    google(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", {
      errors: [{ message: "Insufficient Permission", domain: "global", reason: "insufficientPermissions" }],
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
          domain: "googleapis.com",
        },
      ],
    }),
    SCOPE,
  ],
  [
    "google-maps",
    403,
    [
      google(403, "PERMISSION_DENIED", "Routes API has not been used in project XXX before or it is disabled.", {
        details: [
          { "@type": "type.googleapis.com/google.rpc.Help", links: [] },
          { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "SERVICE_DISABLED", domain: "googleapis.com" },
        ],
      }),
    ],
    UNCLASSIFIED,
  ],
  [
    "google",
    403,
    google(403, "PERMISSION_DENIED", "Permission denied to enable service [geminicloudassist.googleapis.com]", {
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.PreconditionFailure",
          violations: [{ type: "googleapis.com", subject: "110002" }],
        },
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "AUTH_PERMISSION_DENIED",
          domain: "serviceusage.googleapis.com",
        },
      ],
    }),
    SCOPE,
  ],
  [
    "gemini",
    403,
    [
      google(403, "PERMISSION_DENIED", "The caller does not have permission", {
        errors: [{ message: "The caller does not have permission", domain: "global", reason: "forbidden" }],
      }),
    ],
    SCOPE,
  ],
  [
    "gcp",
    403,
    {
      error: {
        code: 403,
        errors: [{ message: "Permission denied on resource project my-cloud.", domain: "global", reason: "forbidden" }],
      },
    },
    SCOPE,
  ],
  [
    "google-maps",
    200,
    {
      error_message: "Google has disabled the use of APIs from this API project.",
      html_attributions: [],
      results: [],
      status: "REQUEST_DENIED",
    },
    UNCLASSIFIED,
  ],
  [
    "gemini",
    429,
    google(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.", {
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
        },
      ],
    }),
    LIMITED,
  ],
  [
    "gemini",
    429,
    google(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Gemini 2.5 Pro Requests'", {
      errors: [{ reason: "rateLimitExceeded" }],
      details: [{ reason: "RATE_LIMIT_EXCEEDED", domain: "googleapis.com" }],
    }),
    LIMITED,
  ],
  [
    "gemini",
    429,
    {
      error: {
        message:
          '{\n  "error": {\n    "code": 429,\n    "message": "Resource has been exhausted (e.g. check quota).",\n    "status": "RESOURCE_EXHAUSTED"\n  }\n}\n',
        code: 429,
        status: "Too Many Requests",
      },
    },
    LIMITED,
  ],
  ["twitch", 401, { error: "Unauthorized", status: 401, message: "OAuth token is missing" }, UNCLASSIFIED],
  ["twitch", 401, { error: "Unauthorized", status: 401, message: "Client ID and OAuth token do not match" }, UNCLASSIFIED],
  ["twitch", 401, { error: "Unauthorized", status: 401, message: "Token invalid or missing required scope" }, UNCLASSIFIED],
  ["twitch", 401, { error: "Unauthorized", status: 401, message: "Invalid OAuth token" }, UNCLASSIFIED],
  [
    "strava",
    401,
    { message: "Authorization Error", errors: [{ resource: "AccessToken", field: "activity:read_permission", code: "missing" }] },
    SCOPE,
  ],
  [
    "strava",
    401,
    { message: "Authorization Error", errors: [{ resource: "Athlete", field: "access_token", code: "invalid" }] },
    UNCLASSIFIED,
  ],
  [
    "xero",
    401,
    {
      Type: null,
      Title: "Unauthorized",
      Status: 401,
      Detail: "TokenExpired: token expired at 04/09/2023 05:16:59",
      Instance: "6489",
      Extensions: {},
    },
    EXPIRED,
  ],
  [
    "xero",
    403,
    { Type: null, Title: "Forbidden", Status: 403, Detail: "AuthenticationUnsuccessful", Instance: "1", Extensions: {} },
    UNCLASSIFIED,
  ],
  ["quickbooks", 401, intuit(null), UNCLASSIFIED],
  ["quickbooks", 401, intuit("Malformed bearer token: too short or too long"), UNCLASSIFIED],
  [
    "quickbooks",
    401,
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse time="2018"><Fault type="AuthenticationFault"><Error code="100"><Message>General Authentication Error</Message><Detail>AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401</Detail></Error></Fault></IntuitResponse>',
    UNCLASSIFIED,
  ],
  [
    "fitbit",
    401,
    {
      errors: [
        {
          errorType: "expired_token",
          message:
            "Access token expired: eyJhbGciOiJIUzI1NiJ9.e30.x. Visit https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API authorization process.",
        },
      ],
      success: false,
    },
    EXPIRED,
  ],
  [
    "fitbit",
    500,
    {
      errors: [
        {
          errorType: "request",
          fieldName: "500",
          message: "An error occurred with the Fitbit Web API while processing the request.",
        },
      ],
      success: false,
    },
    null,
  ],
  ["amazon-sp-api", 403, sellingPartner(""), UNCLASSIFIED],
  ["amazon-sp-api", 403, sellingPartner("The access token you provided is revoked, malformed or invalid."), UNCLASSIFIED],
  ["amazon-sp-api", 403, sellingPartner("The access token you provided has expired."), EXPIRED],
  ["snowflake", 401, { code: "390144", message: "JWT token is invalid. [7fb87e37-2f26-4a10-9f9c-72276ea898bf]" }, UNCLASSIFIED],
  [
    "github",
    403,
    {
      message: "Resource not accessible by integration",
      documentation_url: "https://docs.github.com/rest/users/users#get-the-authenticated-user",
      status: "403",
    },
    SCOPE,
  ],
  [
    "github",
    403,
    {
      message: "Resource not accessible by personal access token",
      documentation_url: "https://docs.github.com/rest/git/trees#create-a-tree",
    },
    SCOPE,
    { headers: { "X-Accepted-Github-Permissions": "metadata=read", "X-Ratelimit-Remaining": "4990" } },
  ],
  [
    "github",
    403,
    { message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again." },
    LIMITED,
    { headers: { "X-RateLimit-Remaining": "14", "X-RateLimit-Reset": "1655120964", Date: "Mon, 13 Jun 2022 11:48:53 GMT" } },
  ],
  [
    "github",
    403,
    { message: "Upgrade to GitHub Pro or make this repository public to enable this feature.", status: "403" },
    UNCLASSIFIED,
  ],
  [
    "app.net",
    401,
    {
      meta: {
        code: 401,
        error_id: "d7",
        error_message: "Call requires authentication: User has not authorized this client or has revoked access.",
        error_slug: "not-authorized",
      },
    },
    UNCLASSIFIED,
  ],
  [
    "app.net",
    403,
    { meta: { code: 403, error_id: "dc", error_message: "Forbidden: You need the following scopes: follow" } },
    SCOPE,
  ],
  ["digitalocean", 401, { id: "unauthorized", message: "Unable to authenticate you." }, UNCLASSIFIED],
  ["reddit", 401, { error: 401, message: "Unauthorized" }, UNCLASSIFIED],
  ["reddit", 403, { error: 403, message: "Forbidden" }, UNCLASSIFIED],
  ["reddit", 401, { message: "Unauthorized", error: 401 }, REFRESH, token],
  [
    "zoho",
    401,
    { code: "OAUTH_SCOPE_MISMATCH", details: {}, message: "invalid oauth scope to access this URL", status: "error" },
    SCOPE,
  ],
  ["zoho", 401, { code: "INVALID_TOKEN", details: {}, message: "invalid oauth token", status: "error" }, UNCLASSIFIED],
  [
    "pipedrive",
    403,
    { success: false, error: "Scope and URL mismatch", errorCode: 403 },
    SCOPE,
    { headers: { Server: "cloudflare", "CF-RAY": "5aca" } },
  ],
  [
    "kibana",
    401,
    {
      error: "Unauthorized",
      message:
        '[security_exception] failed to authenticate user [kibana], with { header={ WWW-Authenticate={ 0="Bearer realm" & 1="ApiKey" } } }',
      statusCode: 401,
    },
    UNCLASSIFIED,
  ],
  ["coinbase", 401, { message: "request timestamp expired" }, UNCLASSIFIED],
  [
    "pypi",
    403,
    "<html>\n <head>\n  <title>403 Invalid or non-existent authentication information. See https://pypi.org/help/#invalid-auth for more information.</title>",
    null,
  ],
  ["pypi", 403, "Invalid API Token: invalid macaroon", UNCLASSIFIED],
  [
    "openrouter",
    402,
    {
      error: {
        message:
          "Insufficient credits. This account never purchased credits. Make sure your key is on the correct account or org",
        code: 402,
      },
    },
    LIMITED,
  ],
  [
    "openrouter",
    402,
    {
      error: {
        message: "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
        code: 402,
        metadata: { limit_source: "openrouter_credits" },
      },
    },
    LIMITED,
  ],
  ["openrouter", 401, { error: { message: "No auth credentials found", code: 401 } }, UNCLASSIFIED],
  ["openrouter", 401, { error: { message: "User not found.", code: 401 } }, UNCLASSIFIED],
  [
    "litellm",
    401,
    { error: { message: "Invalid API key", type: "authentication_error", code: "api_key_invalid" } },
    UNCLASSIFIED,
  ],
  ["openai", 401, openai("You have insufficient permissions for this operation. Missing scopes: api.responses.write."), SCOPE],
  [
    "cloudfoundry",
    403,
    {
      error: "insufficient_scope",
      error_description: "Insufficient scope for this resource",
      scope: "scim.read zones.uaa.admin",
    },
    SCOPE,
  ],
  ["agno", 403, { detail: "Insufficient permissions. Required scope(s): agents:read" }, SCOPE],
  ["agno", 403, { detail: "Insufficient permissions" }, SCOPE],
  [
    "gitlab",
    403,
    {
      error: "insufficient_scope",
      error_description: "The request requires higher privileges than provided by the access token.",
      scope: "api",
    },
    SCOPE,
  ],
  ["gitlab", 403, { message: "403 Forbidden" }, UNCLASSIFIED],
  ["content-pulse", 403, { error: "Insufficient scope. Required: channels:read" }, SCOPE],
  [
    "mcp",
    403,
    "",
    SCOPE,
    {
      headers: {
        "WWW-Authenticate":
          'Bearer error="insufficient_scope", scope="files:read files:write user:profile", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource", error_description="Additional file write permission required"',
      },
    },
  ],
  [
    "facebook",
    400,
    graph(
      190,
      "Error validating access token: Session has expired on 2014-08-17 8:00. The current time is 2014-08-17 8:08.",
      463,
    ),
    EXPIRED,
  ],
  [
    "facebook",
    400,
    graph(
      190,
      "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
      460,
    ),
    REVOKED,
  ],
  [
    "facebook",
    400,
    graph(190, "Error validating access token: The session is invalid because the user logged out.", 467),
    UNCLASSIFIED,
  ],
  [
    "facebook",
    400,
    graph(190, "Error validating access token: This may be because the user logged out or may be due to a system error."),
    UNCLASSIFIED,
  ],
  ["facebook", 400, graph(190, "Invalid OAuth access token."), UNCLASSIFIED],
  [
    "facebook",
    400,
    graph(
      190,
      "Error validating access token: Session has expired at unix time 1346940961. The current unix time is 1350933734.",
    ),
    EXPIRED,
  ],
  [
    "anthropic",
    401,
    anthropic("authentication_error", "OAuth token has expired. Please obtain a new token or refresh your existing token."),
    EXPIRED,
  ],
  [
    "anthropic",
    401,
    anthropic("authentication_error", "OAuth authentication is currently not allowed for this organization."),
    UNCLASSIFIED,
  ],
  ["anthropic", 403, anthropic("permission_error", "OAuth token has been revoked. Please obtain a new token."), REVOKED],
  ["vault", 403, { errors: ["permission denied"] }, SCOPE],
  ["vault", 403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] }, SCOPE],
  [
    "shopify",
    401,
    { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" },
    UNCLASSIFIED,
    { headers: { "www-authenticate": 'Basic Realm="Shopify API Authentication"' } },
  ],
  ["shopify", 403, { errors: "[API] This action requires merchant approval for read_orders scope." }, SCOPE],
  ["deviantart", 403, "", UNCLASSIFIED, { headers: { "Cache-Control": "no-cache", "Content-Type": "text/html" } }],
];

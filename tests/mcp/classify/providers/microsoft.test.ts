import { type Row, testTable, UNKNOWN } from "../support/table.ts";

const graph = (code: string, message: string) => ({
  error: { code, message, innerError: { date: "2026-11-22T02:00:00", "request-id": "r" } },
});
const entra = (error: string, number: number, text: string) => ({
  error,
  error_description: `AADSTS${number}: ${text} Trace ID: 0f Correlation ID: 1f Timestamp: 2026-11-22 02:00:00Z`,
  error_codes: [number],
  suberror: "",
});
const token = { endpoint: "token" } as const;
const claims = (code: string) => ({
  headers: { "WWW-Authenticate": `Bearer realm="", error="insufficient_claims", claims="e30=" code: ${code}` },
});

const rows: Row[] = [
  [
    "a token at its end",
    401,
    graph("InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."),
    "credential_expired inferred",
  ],
  [
    "expired, or not yet valid",
    401,
    graph("InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
    UNKNOWN,
  ],
  [
    "an older token, refused by a number",
    401,
    graph("InvalidAuthenticationToken", "CompactToken validation failed with reason code: 80049228."),
    UNKNOWN,
  ],
  [
    "a token for somebody else",
    401,
    graph("InvalidAuthenticationToken", "Access token validation failure. Invalid audience."),
    "auth_unclassified inferred wrong_credential_kind",
  ],
  ["no token", 401, graph("InvalidAuthenticationToken", "Access token is empty."), "auth_unclassified inferred no_credential"],
  [
    "a session that was revoked",
    401,
    graph(
      "InvalidAuthenticationToken",
      "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
    ),
    "credential_revoked inferred",
  ],
  [
    "a place that the policy forbids",
    401,
    graph(
      "InvalidAuthenticationToken",
      "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: LocationConditionEvaluationSatisfied",
    ),
    "auth_unclassified inferred policy",
  ],
  ["a challenge for claims", 401, "", "auth_unclassified inferred policy", claims("LocationConditionEvaluationSatisfied")],
  [
    "Resource Manager's token at its end",
    401,
    graph(
      "ExpiredAuthenticationToken",
      "The access token expiry UTC time '11/22/2026 1:00:00 AM' is earlier than current UTC time '11/22/2026 2:00:00 AM'.",
    ),
    "credential_expired confirmed",
  ],
  [
    "the directory's token at its end",
    401,
    {
      "odata.error": {},
      error: {
        code: "Authentication_ExpiredToken",
        message: "Your access token has expired. Please renew it before submitting the request.",
      },
    },
    "credential_expired confirmed",
  ],
  [
    "a role short",
    403,
    graph(
      "AuthorizationFailed",
      "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read' over scope '/subscriptions/1' or the scope is invalid. If access was recently granted, please refresh your credentials.",
    ),
    "scope_insufficient inferred user_permission needs Microsoft.Compute/virtualMachines/read",
  ],
  [
    "privileges short",
    403,
    graph("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
    "scope_insufficient inferred user_permission",
  ],
  [
    "a mailbox that is closed",
    403,
    graph("ErrorAccessDenied", "Access is denied. Check credentials and try again."),
    "scope_insufficient inferred user_permission",
  ],
  [
    "a scope short",
    403,
    graph(
      "Forbidden",
      "Missing scope permissions on the request. API requires one of 'Team.ReadBasic.All, TeamSettings.Read.All'. Scopes on the request 'openid, profile'",
    ),
    "scope_insufficient inferred any_of needs Team.ReadBasic.All TeamSettings.Read.All",
  ],
  [
    "a limit",
    429,
    graph("TooManyRequests", "Too many requests"),
    "rate_limited confirmed after 10",
    { headers: { "Retry-After": "10" } },
  ],
  ["an outage", 503, graph("serviceNotAvailable", "The service is temporarily unavailable."), null],
  [
    "a vault's firewall",
    403,
    {
      error: {
        code: "Forbidden",
        message: "Client address is not authorized and caller is not a trusted service.",
        innererror: { code: "ForbiddenByFirewall" },
      },
    },
    "auth_unclassified inferred policy_ip_allowlist",
  ],
  ["DevOps' token at its end", 401, "Access Denied: The Personal Access Token used has expired.", "credential_expired inferred"],
  ["DevOps' login page", 203, "<!DOCTYPE html><html><title>Azure DevOps Services | Sign In</title></html>", null],
  [
    "storage, shared key refused",
    403,
    '\ufeff<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message></Error>',
    UNKNOWN,
  ],
  [
    "storage, role short",
    403,
    '<?xml version="1.0"?><Error><Code>AuthorizationPermissionMismatch</Code><Message>This request is not authorized to perform this operation using this permission.</Message></Error>',
    "scope_insufficient inferred user_permission",
  ],
  [
    "a refresh token at its end",
    400,
    entra("invalid_grant", 700082, "The refresh token has expired due to inactivity."),
    "refresh_failed confirmed permanent",
    token,
  ],
  [
    "a code at its end",
    400,
    entra("invalid_grant", 70008, "The provided authorization code or refresh token has expired due to inactivity."),
    "refresh_failed confirmed permanent",
    token,
  ],
  [
    "a grant revoked by a password change",
    400,
    entra("invalid_grant", 50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed."),
    "refresh_failed confirmed permanent",
    token,
  ],
  [
    "a wrong secret",
    401,
    entra("invalid_client", 7000215, "Invalid client secret provided."),
    "refresh_failed confirmed configuration",
    token,
  ],
  [
    "a secret at its end",
    401,
    entra("invalid_client", 7000222, "The provided client secret keys for app 'a' are expired."),
    "refresh_failed confirmed client_secret_expired",
    token,
  ],
  [
    "no consent",
    400,
    entra("invalid_grant", 65001, "The user or administrator has not consented to use the application."),
    "refresh_failed confirmed policy",
    token,
  ],
  [
    "a second factor",
    400,
    entra(
      "invalid_grant",
      50076,
      "Due to a configuration change made by your administrator, you must use multi-factor authentication.",
    ),
    "refresh_failed confirmed mfa_required",
    token,
  ],
  [
    "conditional access",
    400,
    entra("invalid_grant", 53003, "Access has been blocked by Conditional Access policies."),
    "refresh_failed confirmed policy",
    token,
  ],
  [
    "a disabled account",
    400,
    entra("invalid_grant", 50057, "The user account is disabled."),
    "refresh_failed confirmed account_inactive",
    token,
  ],
  [
    "an unknown application",
    400,
    entra("unauthorized_client", 700016, "Application with identifier 'a' was not found in the directory 'b'."),
    "refresh_failed confirmed configuration",
    token,
  ],
];

testTable("microsoft-graph", rows);

import { describe } from "vitest";
import { type Row, testTable, UNKNOWN } from "../support/table.ts";

const notion = (status: number, code: string, message: string) => ({ object: "error", status, code, message, request_id: "r" });
const graphql = (message: string, extensions: Record<string, unknown>) => ({ errors: [{ message, extensions }], data: null });
const token = { endpoint: "token" } as const;
const WORKED = { knowledge: { expiresAt: "never", succeededBefore: true } } as const;

const notionRows: Row[] = [
  ["a bad token", 401, notion(401, "unauthorized", "API token is invalid."), UNKNOWN],
  [
    "a token that worked",
    401,
    notion(401, "unauthorized", "The bearer token is not valid."),
    "credential_revoked inferred worked_before",
    WORKED,
  ],
  [
    "a capability short",
    403,
    notion(403, "restricted_resource", "Insufficient permissions for this endpoint."),
    "scope_insufficient inferred",
  ],
  [
    "a page that is not shared",
    404,
    notion(
      404,
      "object_not_found",
      "Could not find page with ID: 1. Make sure the relevant pages and databases are shared with your integration.",
    ),
    null,
  ],
  [
    "a limit",
    429,
    notion(429, "rate_limited", "You have been rate limited. Please try again in a few minutes."),
    "rate_limited confirmed after 7",
    { headers: { "retry-after": "7" } },
  ],
  ["a bad request", 400, notion(400, "validation_error", "body failed validation"), null],
  [
    "a revoked code",
    400,
    { error: "invalid_grant", error_description: "Invalid code: this code has been revoked." },
    "refresh_failed confirmed permanent",
    token,
  ],
];
const linearRows: Row[] = [
  [
    "a bad token",
    401,
    graphql("Authentication required, not authenticated", {
      type: "authentication error",
      code: "AUTHENTICATION_ERROR",
      statusCode: 401,
      userError: true,
    }),
    UNKNOWN,
  ],
  [
    "a bad token with status 400",
    400,
    graphql("Authentication required, not authenticated", { code: "AUTHENTICATION_ERROR" }),
    UNKNOWN,
  ],
  [
    "a limit with status 400",
    400,
    graphql("Rate limit exceeded", { code: "RATELIMITED", type: "ratelimited" }),
    "rate_limited confirmed",
  ],
  ["a limit with status 200", 200, graphql("Rate limit exceeded", { code: "RATELIMITED" }), "rate_limited confirmed"],
  ["a bad query", 400, graphql("Cannot query field", { code: "GRAPHQL_VALIDATION_FAILED" }), null],
  [
    "a scope short",
    403,
    graphql("Invalid scope: `write` required", { code: "FORBIDDEN", type: "forbidden" }),
    "scope_insufficient inferred",
  ],
  [
    "a used refresh token",
    400,
    { error: "invalid_grant", error_description: "Refresh token is invalid or expired" },
    "refresh_failed confirmed permanent",
    token,
  ],
];
const atlassianRows: Row[] = [
  ["a scope short", 401, { code: 401, message: "Unauthorized; scope does not match" }, "scope_insufficient inferred"],
  ["a bad token", 401, { code: 401, message: "Unauthorized" }, UNKNOWN],
  [
    "nobody's login",
    401,
    { errorMessages: ["You do not have the permission to see the specified issue.", "Login Required"], errors: {} },
    UNKNOWN,
  ],
  [
    "a user without permission",
    403,
    { errorMessages: ["You do not have permission to create issues in this project."], errors: {} },
    "scope_insufficient inferred user_permission",
  ],
  [
    "a login that is locked out",
    403,
    "<html><h1>Basic Authentication Failure - Reason : AUTHENTICATION_DENIED</h1></html>",
    "rate_limited inferred auth_lockout",
    { headers: { "X-Seraph-LoginReason": "AUTHENTICATION_DENIED" } },
  ],
  ["a page of Tomcat", 401, "<html><head><title>Unauthorized (401)</title></head></html>", null],
  [
    "an address outside the list",
    403,
    { errorMessages: ["The IP address has been rejected because it is not on the IP allowlist"] },
    "auth_unclassified inferred policy_ip_allowlist",
  ],
  [
    "a limit",
    429,
    { message: "Rate limit exceeded" },
    "rate_limited confirmed after 12",
    { headers: { "Retry-After": "12", "X-RateLimit-Remaining": "0" } },
  ],
  [
    "an issue that is not there",
    404,
    { errorMessages: ["Issue does not exist or you do not have permission to see it."], errors: {} },
    null,
  ],
  [
    "Bitbucket's token at its end",
    401,
    { type: "error", error: { message: "Access token expired. Use your refresh token to obtain a new access token." } },
    "credential_expired inferred",
  ],
  [
    "Bitbucket's scopes",
    403,
    {
      type: "error",
      error: {
        message: "Your credentials lack one or more required privilege scopes.",
        detail: { granted: ["account"], required: ["repository:write"] },
      },
    },
    "scope_insufficient inferred needs repository:write",
  ],
  [
    "a used refresh token",
    403,
    { error: "unauthorized_client", error_description: "refresh_token is invalid" },
    "refresh_failed confirmed permanent",
    token,
  ],
];

describe("Notion", () => testTable("notion", notionRows));
describe("Linear", () => testTable("linear", linearRows));
describe("Atlassian", () => testTable("jira", atlassianRows));

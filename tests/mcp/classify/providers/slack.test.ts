import { type Row, testTable, UNKNOWN } from "../support/table.ts";

const failed = (error: string, more: Record<string, unknown> = {}) => ({ ok: false, error, ...more });
const token = { endpoint: "token" } as const;

const rows: Row[] = [
  ["a rotated token at its end", 200, failed("token_expired"), "credential_expired confirmed"],
  ["a revoked token", 200, failed("token_revoked"), "credential_revoked confirmed"],
  ["a user who left", 200, failed("account_inactive"), "credential_revoked confirmed account_inactive"],
  ["a bad token, or a forbidden address", 200, failed("invalid_auth"), "auth_unclassified inferred several_causes"],
  ["no token", 200, failed("not_authed"), "auth_unclassified inferred no_credential"],
  [
    "a scope short",
    200,
    failed("missing_scope", { needed: "chat:write:bot", provided: "incoming-webhook,files:write" }),
    "scope_insufficient confirmed needs chat:write:bot",
  ],
  [
    "scopes short",
    200,
    failed("missing_scope", { needed: "channels:read,groups:read", provided: "identify" }),
    "scope_insufficient confirmed needs channels:read groups:read",
  ],
  [
    "a bot's token where a user's is wanted",
    200,
    failed("not_allowed_token_type"),
    "auth_unclassified inferred wrong_credential_kind",
  ],
  ["a workspace's preference", 200, failed("restricted_action"), "auth_unclassified inferred policy"],
  ["a second factor", 200, failed("two_factor_setup_required"), "auth_unclassified inferred mfa_required"],
  ["a limit", 429, failed("ratelimited"), "rate_limited confirmed after 30", { headers: { "Retry-After": "30" } }],
  ["a limit without a body", 429, "", "rate_limited confirmed"],
  ["a channel that is not there", 200, failed("channel_not_found"), null],
  ["a channel without the bot", 200, failed("not_in_channel"), null],
  ["a success", 200, { ok: true, channel: "C1" }, null],
  ["a webhook with a bad token", 403, "invalid_token", UNKNOWN],
  ["a webhook that is gone", 404, "no_service", UNKNOWN],
  ["a used refresh token", 200, failed("invalid_refresh_token"), "refresh_failed confirmed permanent", token],
  ["a wrong client secret", 200, failed("bad_client_secret"), "refresh_failed confirmed configuration", token],
  ["a granted token", 200, { ok: true, access_token: "x" }, null, token],
];

testTable("slack", rows);

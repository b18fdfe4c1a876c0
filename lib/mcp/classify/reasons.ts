/**
 * Why a verdict is what it is: a closed list, safe to store and to show.
 * History: `past_known_expiry`, `worked_before`, `too_new`, `no_known_expiry`, `no_history`; `several_causes`: one code for all.
 * The credential itself: `malformed_token`, `no_credential`, `wrong_credential_kind`, `account_inactive`, `suspended`, `installation_deleted`.
 * Nothing to rotate: `policy`, `policy_ip_allowlist`, `sso_required`, `mfa_required`, `clock_skew`, `auth_lockout`, `quota_billing`,
 * `user_permission`, `lock`. Needed scopes: `any_of` (one of them is enough). Limits: `secondary`, `concurrency`, `burst`, `daily`.
 * Refresh: `permanent`, `configuration`, `client_secret_expired`, `transient`. `forbidden`: refused without a word why.
 */
export const REASONS = [
  "past_known_expiry",
  "worked_before",
  "too_new",
  "no_known_expiry",
  "no_history",
  "several_causes",
  "malformed_token",
  "no_credential",
  "wrong_credential_kind",
  "account_inactive",
  "suspended",
  "installation_deleted",
  "policy",
  "policy_ip_allowlist",
  "sso_required",
  "mfa_required",
  "clock_skew",
  "auth_lockout",
  "quota_billing",
  "user_permission",
  "lock",
  "any_of",
  "secondary",
  "concurrency",
  "burst",
  "daily",
  "permanent",
  "configuration",
  "client_secret_expired",
  "transient",
  "forbidden",
] as const;
export type Reason = (typeof REASONS)[number];

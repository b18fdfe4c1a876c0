import { byHistory, isPast } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, type Rule } from "../rules.ts";
import type { AuthVerdict } from "../types.ts";
import {
  BILLING,
  EXPIRED,
  IP_POLICY,
  LIMITED,
  MFA_REQUIRED,
  NO_CREDENTIAL,
  POLICY,
  REVOKED,
  SCOPE,
  SEVERAL_CAUSES,
  USER_PERMISSION,
  WRONG_KIND,
} from "../verdicts.ts";

const ACCOUNT_INACTIVE: AuthVerdict = { outcome: "credential_revoked", certainty: "confirmed", reason: "account_inactive" };

/** Said of a bad token and of a forbidden address, so it takes no token that should still live for a revoked one. */
const invalidAuth: Rule = (answer, knowledge) => (isPast(answer, knowledge) ? byHistory(answer, knowledge) : SEVERAL_CAUSES);

/** Codes of the Web API, which come with status 200. */
const bySlackCode = byCode(
  [EXPIRED, "token_expired"],
  [REVOKED, "token_revoked"],
  [ACCOUNT_INACTIVE, "account_inactive"],
  [SCOPE, "missing_scope"],
  [
    USER_PERMISSION,
    `no_permission no_perms not_an_admin user_is_restricted user_is_ultra_restricted team_access_not_granted access_denied
      not_allowed user_not_allowed`,
  ],
  [LIMITED, "ratelimited rate_limited"],
  [invalidAuth, "invalid_auth"],
  [byHistory, "invalid_token no_service no_active_hooks"],
  [NO_CREDENTIAL, "not_authed"],
  [WRONG_KIND, "not_allowed_token_type method_not_supported_for_token_type"],
  [
    POLICY,
    `ekm_access_denied org_login_required restricted_action enterprise_is_restricted action_prohibited
      app_management_app_not_approved access_restricted external_org_migration_in_progress`,
  ],
  [IP_POLICY, "accesslimited ip_not_allowed"],
  [MFA_REQUIRED, "two_factor_setup_required"],
  [BILLING, "paid_only team_not_on_paid_plan paid_teams_only"],
);

const inSuccess: Rule = (answer, knowledge) => (answer.body.ok === false ? bySlackCode(answer, knowledge) : undefined);

export const slack: ProviderRules = { names: ["slack"], failsInSuccess: true, inSuccess, rule: bySlackCode };

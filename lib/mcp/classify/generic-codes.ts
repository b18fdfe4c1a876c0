import { byHistory } from "./by-history.ts";
import { byCode, type Rule } from "./rules.ts";
import {
  ACCOUNT_INACTIVE,
  BILLING,
  CLOCK_SKEW,
  EXPIRED,
  EXPIRED_INFERRED,
  FORBIDDEN,
  IP_POLICY,
  LIMITED,
  LIMITED_INFERRED,
  LOCKED_OUT,
  MALFORMED,
  MFA_REQUIRED,
  NO_CREDENTIAL,
  POLICY,
  QUOTA,
  REVOKED,
  REVOKED_INFERRED,
  SCOPE,
  SCOPE_INFERRED,
  SSO_INFERRED,
  USER_PERMISSION,
  WRONG_KIND,
} from "./verdicts.ts";

/** Codes of a 429 that a limit may carry; what the plan pays for is judged first. */
const ON_LIMIT: Rule = (answer, knowledge) =>
  answer.status === 429 ? LIMITED(answer, knowledge) : LIMITED_INFERRED(answer, knowledge);

/** A server that is short of breath, rather than a caller that asks too often. */
const SHORT_OF_BREATH: Rule = (answer, knowledge) => (answer.status >= 500 ? null : ON_LIMIT(answer, knowledge));

/**
 * Codes that mean the same wherever they appear. Those of one provider's documents alone, which nobody else would choose for something
 * else, may confirm; words that anybody may choose do not.
 */
export const byPreciseCode = byCode(
  [
    EXPIRED,
    `ExpiredToken ExpiredTokenException ExpiredAuthenticationToken Authentication_ExpiredToken ACCESS_TOKEN_EXPIRED
      expired_access_token EXPIRED_ACCESS_TOKEN`,
  ],
  [
    EXPIRED_INFERRED,
    `token_expired jwt_expired expired_token expired_api_key api_key_expired key_expired session_expired
      access_token_expired auth_token_expired credentials_expired credential_expired expired_jwt TokenRefreshRequired
      expired_credentials token_has_expired oauth_token_expired temporary_session_expired`,
  ],
  [REVOKED, "ACCESS_TOKEN_REVOKED REVOKED_ACCESS_TOKEN"],
  [
    REVOKED_INFERRED,
    `token_revoked revoked_token revoked_access_token key_revoked api_key_revoked token_suspended credentials_revoked
      credential_revoked api_key_disabled key_disabled token_disabled TokenIssuedBeforeRevocationTimestamp`,
  ],
  [
    ACCOUNT_INACTIVE,
    `account_inactive account_deactivated account_disabled account_suspended user_suspended user_disabled
      user_deactivated user_inactive account_deleted organization_disabled consumer_suspended account_state_invalid
      access_terminated client_disabled application_disabled AccountIsDisabled consumer_invalid`,
  ],
  [SCOPE, "insufficient_scope insufficient_scopes missing_scope missing_scopes ACCESS_TOKEN_SCOPE_INSUFFICIENT"],
  [
    SCOPE_INFERRED,
    `insufficient_granular_scope scope_not_granted invalid_scopes scopes_insufficient scope_missing scope_not_authorized
      missing_required_permissions UnauthorizedOperation AuthorizationPermissionMismatch iam_permission_denied`,
  ],
  [USER_PERMISSION, "AuthorizationFailed Authorization_RequestDenied"],
  [SSO_INFERRED, "sso_required saml_required saml_sso_required sso_authorization_required"],
  [
    IP_POLICY,
    `ip_not_authorized ip_not_allowed ip_address_blocked api_key_ip_address_blocked ip_restricted ip_not_whitelisted
      ip_forbidden ForbiddenByFirewall ip_address_not_allowed ip_blocked AuthorizationIPRangeMismatch ip_denied
      ip_address_not_on_access_list ip_not_in_allowlist`,
  ],
  [
    POLICY,
    `security_policy_violated api_key_service_blocked api_key_http_referrer_blocked api_key_android_app_blocked
      api_key_ios_app_blocked service_disabled access_not_configured domain_policy organization_restriction_violation
      unsupported_country_region_territory location_policy_violated KeyBasedAuthenticationNotPermitted policy_violation
      insufficient_claims access_from_location_blocked forbidden_by_policy terms_of_service_required
      insufficient_user_authentication PublicAccessNotPermitted LocationConditionEvaluationSatisfied
      RequestDisallowedByPolicy org_login_required superuser_required`,
  ],
  [MFA_REQUIRED, `mfa_required two_factor two_factor_required two_factor_setup_required 2fa_required otp_required sudo_required`],
  [CLOCK_SKEW, "request_time_too_skewed request_in_the_future clock_skew timestamp_out_of_bounds InvalidTimestamp"],
  [LOCKED_OUT, `account_locked user_locked too_many_failed_logins too_many_login_attempts auth_lockout TooManyFailedAttempts`],
  [
    QUOTA,
    `insufficient_quota billing_hard_limit_reached billing_not_active credits_depleted usage_capped quota_exhausted
      PUBLIC_API_BILLING_LIMIT_EXCEEDED insufficient_credits AllocationQuota.FreeTierOnly credit_balance_exhausted insufficient_balance credit_balance_too_low billing_error
      usage_limit_reached usage_limit_exceeded monthly_limit_exceeded UsageCapExceeded `,
  ],
  [
    BILLING,
    `billing_disabled delinquent payment_required api_plan_restricted plan_upgrade_required subscription_required
      billing_not_enabled OptInRequired trial_expired subscription_expired client_not_enrolled`,
  ],
  [
    ON_LIMIT,
    `rate_limited ratelimited rate_limit rate_limits rate_limit_exceeded rate_limit_reached rate_limit_error
      too_many_requests throttled throttling ThrottlingException RequestThrottled RequestLimitExceeded SlowDown
      request_limit_exceeded quota_exceeded resource_exhausted resource_quota_exceeded user_rate_limit_exceeded
      daily_limit_exceeded rate_limiting concurrent_limit_exceeded ApplicationThrottled activity_limit_reached
      ProvisionedThroughputExceededException over_request_rate_limit over_rate_limit ratelimit_exceeded rate_exceeded
      BandwidthLimitExceeded toomanyrequests abnormal_usage_detected graphql_rate_limit
      variable_term_daily_limit_exceeded daily_limit_exceeded_unreg ComplexityException max_complexity_exceeded
       Request_ThrottledTemporarily quota_limit_exceeded 
      `,
  ],
  [SHORT_OF_BREATH, "temporary_reduced_capacity"],
  [
    NO_CREDENTIAL,
    `not_authed credentials_missing MissingAuthenticationToken missing_token no_credentials no_authorization_header
      missing_authorization missing_api_key api_key_missing Authentication_MissingOrMalformed missing_authorization_header`,
  ],
  [MALFORMED, `IncompleteSignature malformed_token token_malformed InvalidAuthenticationInfo invalid_authorization_header`],
  [WRONG_KIND, "access_token_type_unsupported not_allowed_token_type secret_key_required unsupported_token_type"],
);

/** A 403 for something that no other credential would change. */
export const byOtherCause = byCode([null, "too_large file_too_large request_too_large payload_too_large"]);

/** Codes that many things are called by: asked after the sentences beside them, and only of a refusal. */
export const byVagueCode = byCode(
  [
    USER_PERMISSION,
    `permission_denied permission_error insufficient_permissions insufficient_permission
      access_denied_insufficient_permissions insufficient_access insufficient_privileges insufficient_access_or_readonly
      missing_permission missing_permissions AccessDenied AccessDeniedException ErrorAccessDenied AccessDeniedFault
      no_permission not_permitted insufficient_rights permission_required no_access invalid_permissions
      invalid_permissions_or_model_not_found user_does_not_have_permissions restricted_resource not_authorized
      permissions_error lacks_permission ForbiddenByRbac denied insufficient_role AUTH_PERMISSION_DENIED`,
  ],
  [FORBIDDEN, "forbidden access_denied policy_denied"],
);

/** Codes by which a credential itself is refused, also where the status is that of a bad request. */
export const byInvalidCode = byCode([
  byHistory,
  `invalid_api_key api_key_invalid InvalidAuthenticationToken UnrecognizedClientException InvalidClientTokenId
      InvalidAccessKeyId AuthFailure SignatureDoesNotMatch InvalidSignatureException invalid_session_id InvalidSessionId
      invalid_access_token invalid_auth authentication_error invalid_credentials bad_jwt invalid_jwt
      invalid_authentication AuthenticationFailed authentication_failure auth_error token_not_found
      authentication_failed invalid_bearer_token invalid_oauth_token token_unauthorized`,
]);

/** The same in words that mean other things in a bad request. */
export const byRefusalCode = byCode([
  byHistory,
  `unauthorized unauthenticated not_authenticated invalid_token bad_credentials authentication_required
      unauthorized_access login_required UserUnauthorizedException`,
]);

import { byHistory } from "../by-history.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byCode, byPhrase, firstOf, onStatus, type Rule } from "../rules.ts";
import {
  EXPIRED,
  EXPIRED_INFERRED,
  IP_POLICY,
  LIMITED,
  LIMITED_INFERRED,
  MFA_REQUIRED,
  NO_CREDENTIAL,
  POLICY,
  REVOKED_INFERRED,
  SCOPE_INFERRED,
  USER_PERMISSION,
  WRONG_KIND,
} from "../verdicts.ts";

/** One code for every token that is refused: the sentence beside it tells more, where it tells one cause. */
const invalidToken: Rule = firstOf(
  byPhrase(
    [byHistory, "expired or is not yet valid | invalid or expired"],
    [REVOKED_INFERRED, "tokenissuedbeforerevocationtimestamp | has been revoked"],
    [POLICY, "continuous access evaluation | locationconditionevaluationsatisfied"],
    [EXPIRED_INFERRED, "token is expired | token has expired | lifetime validation failed"],
    [NO_CREDENTIAL, "access token is empty"],
    [WRONG_KIND, "invalid audience | audience validation failed"],
  ),
  byHistory,
);

/** Continuous access evaluation sends its reason in the challenge. */
const byClaims: Rule = (answer) => {
  const challenge = answer.header("www-authenticate");
  if (!challenge?.includes("insufficient_claims")) return undefined;
  return challenge.includes("TokenIssuedBeforeRevocationTimestamp") ? REVOKED_INFERRED : POLICY;
};

/** Microsoft Graph, Azure Resource Manager, storage, Key Vault and DevOps. */
export const microsoft: ProviderRules = {
  names: [
    "microsoft",
    "msgraph",
    "graph",
    "azure",
    "entra",
    "azuread",
    "aad",
    "outlook",
    "onedrive",
    "sharepoint",
    "teams",
    "office365",
    "m365",
  ],
  headers: onStatus([401, 403], byClaims),
  rule: firstOf(
    byPhrase([POLICY, "aadsts53003 | aadsts50076 | conditional access"]),
    byCode(
      [EXPIRED, "ExpiredAuthenticationToken Authentication_ExpiredToken"],
      [invalidToken, "InvalidAuthenticationToken AuthenticationFailed unauthenticated InvalidAuthenticationTokenTenant"],
      [
        USER_PERMISSION,
        `Authorization_RequestDenied AuthorizationFailed LinkedAuthorizationFailed ErrorAccessDenied ForbiddenByRbac
      AuthorizationPermissionMismatch AuthorizationFailure ForbiddenByPolicy accessDenied`,
      ],
      [IP_POLICY, "ForbiddenByFirewall AuthorizationIPRangeMismatch ForbiddenByConnection"],
      [
        POLICY,
        `RequestDisallowedByPolicy KeyBasedAuthenticationNotPermitted PublicAccessNotPermitted Authorization_IdentityDisabled`,
      ],
      [MFA_REQUIRED, "MfaRequired"],
      [LIMITED_INFERRED, "ApplicationThrottled activityLimitReached Request_ThrottledTemporarily ErrorServerBusy"],
      [LIMITED, "TooManyRequests"],
    ),
    byPhrase(
      [EXPIRED_INFERRED, "personal access token used has expired"],
      [SCOPE_INFERRED, "missing scope permissions | api requires one of | required scopes"],
      [IP_POLICY, "client address is not authorized | not allowed by firewall"],
    ),
  ),
};

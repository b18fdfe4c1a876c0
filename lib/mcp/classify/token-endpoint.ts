import type { Answer } from "./answer.ts";
import { asRecord, asText } from "./fields.ts";
import type { Reason } from "./reasons.ts";
import { byCode, byPhrase, firstOf } from "./rules.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";
import { limitedVerdict } from "./verdicts.ts";

/** The grant is refused: asking again cannot help. */
const PERMANENT = new Set([
  "invalid_grant",
  "bad_refresh_token",
  "invalid_refresh_token",
  "BAD_REFRESH_TOKEN",
  "unauthorized_client",
]);
/** The client's own registration is refused; the grant may be fine. */
const CONFIGURATION = new Set(["invalid_client", "incorrect_client_credentials"]);

export type RefreshFailure = "permanent" | "configuration" | "transient";

/** The OAuth error code of a token endpoint's answer, even on 200; empty where there is none. */
export function tokenErrorCode(answer: Answer): string {
  const status = answer.text("status");
  return answer.text("error") || (/^[A-Z][A-Z_]+$/.test(status) ? status : "");
}

/** Whether trying the same grant again may help. */
export function refreshFailure(answer: Answer): RefreshFailure {
  const codes = [answer.text("error"), answer.text("status")];
  if (codes.some((code) => PERMANENT.has(code))) return "permanent";
  return codes.some((code) => CONFIGURATION.has(code)) ? "configuration" : "transient";
}

const failed = (reason: Reason, certainty: AuthVerdict["certainty"] = "confirmed"): AuthVerdict =>
  Object.freeze({ outcome: "refresh_failed", certainty, reason });

/** Why a grant or a client is refused, where the description tells more than the OAuth code, which is `invalid_grant` for nearly all. */
const byDescription = byPhrase(
  [
    failed("client_secret_expired"),
    "aadsts7000222 | client secret keys for app | client secret is expired | client secret has expired",
  ],
  [
    failed("configuration"),
    `aadsts7000215 | aadsts700016 | aadsts700027 | aadsts90002 | aadsts7000218 | aadsts50011 | aadsts70002:`,
  ],
  [failed("mfa_required"), "aadsts50076 | aadsts50079 | aadsts50074 | aadsts50158 | aadsts53001"],
  [
    failed("policy"),
    `aadsts53000 | aadsts53002 | aadsts53003 | aadsts53004 | aadsts50105 | aadsts65001 | aadsts65004 | aadsts50020 |
      aadsts90094 | aadsts90072 | aadsts530003 | aadsts50131 | aadsts50097 | admin_policy_enforced | ip restricted`,
  ],
  [
    failed("account_inactive"),
    "aadsts50057 | aadsts50034 | account disabled | user disabled | inactive user | inactive organization | account has been deleted",
  ],
  [failed("auth_lockout"), "aadsts50053 | login rate exceeded | account is locked | user account is locked"],
  [failed("clock_skew"), "must be a short-lived token | aadsts700024 | aadsts50013: assertion is not within"],
);

const byOAuthCode = byCode(
  // A device that waits for its user is not refused.
  [null, "authorization_pending slow_down"],
  [failed("policy"), "invalid_app_access invalid_rapt admin_policy_enforced org_internal interaction_required consent_required"],
  [failed("mfa_required"), "mfa_required mfa_enrollment_required"],
  [failed("account_inactive"), "user_disabled user_not_found account_inactive"],
  [failed("auth_lockout"), "too_many_attempts"],
  [
    failed("permanent"),
    `invalid_grant bad_refresh_token invalid_refresh_token unauthorized_client refresh_token_not_found
      refresh_token_already_used token_expired token_revoked session_not_found session_expired expired_auth_code
      bad_auth_code bad_verification_code invalid_code code_already_used`,
  ],
  [
    failed("configuration"),
    `invalid_client incorrect_client_credentials bad_client_secret invalid_client_id deleted_client disabled_client
      invalid_client_secret access_denied bad_client_id bad_redirect_uri redirect_uri_mismatch invalid_request
      invalid_scope unsupported_grant_type invalid_grant_type missing_grant_type`,
  ],
);

const byWords = firstOf(byDescription, byOAuthCode);

/** What a token endpoint's answer says about the grant or the client. */
export function tokenEndpointVerdict(answer: Answer, knowledge: Knowledge): AuthVerdict | null {
  if (answer.status === 429) return tooMany(answer, knowledge);
  if (answer.isPage || answer.status === 404 || (answer.status < 400 && !isError(answer))) return null;
  const said = byWords(answer, knowledge);
  if (said === null) return null;
  if (said) return answer.status >= 500 ? { ...said, certainty: "inferred" } : said;
  return withoutKnownCode(answer);
}

/** Slack and GitHub refuse with status 200. */
function isError({ body }: Answer): boolean {
  return body.ok === false || asText(body.error) !== "" || asText(asRecord(body.error).message) !== "";
}

/** Asking less often helps, unless the grant or the client is refused for good. */
function tooMany(answer: Answer, knowledge: Knowledge): AuthVerdict {
  const said = byOAuthCode(answer, knowledge);
  if (said?.reason === "permanent" || said?.reason === "configuration") return { ...said, certainty: "inferred" };
  if (said?.reason === "auth_lockout") return limitedVerdict(answer, knowledge, "inferred", "auth_lockout");
  return limitedVerdict(answer, knowledge, answer.isPage ? "inferred" : "confirmed");
}

function withoutKnownCode(answer: Answer): AuthVerdict | null {
  const isCode = /^\w+$/.test(tokenErrorCode(answer));
  if (answer.status >= 500) return isCode ? failed("transient", "inferred") : null;
  if (isCode) return failed("transient", "inferred");
  const refused = answer.status < 400 || answer.status === 400 || answer.status === 401 || answer.status === 403;
  return refused ? failed("transient", "inferred") : null;
}

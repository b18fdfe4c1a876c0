import { byHistory } from "../by-history.ts";
import { asRecord, asRecords, asText } from "../fields.ts";
import type { ProviderRules } from "../provider-rules.ts";
import { byPhrase, firstOf, onStatus, type Rule } from "../rules.ts";
import type { AuthVerdict } from "../types.ts";
import {
  ACCOUNT_INACTIVE,
  BILLING,
  FORBIDDEN,
  IP_POLICY,
  LIMITED,
  LOCKED_OUT,
  limitedVerdict,
  NO_CREDENTIAL,
  POLICY,
  SCOPE_INFERRED,
  SSO_INFERRED,
  SSO_REQUIRED,
  scopeVerdict,
  USER_PERMISSION,
} from "../verdicts.ts";

const SECONDARY_WAIT_S = 60;
const CLOCK_SKEW: AuthVerdict = { outcome: "auth_unclassified", certainty: "confirmed", reason: "clock_skew" };
const TOKEN_POLICY: AuthVerdict = { outcome: "auth_unclassified", certainty: "confirmed", reason: "policy" };
const SUSPENDED: AuthVerdict = { outcome: "credential_revoked", certainty: "confirmed", reason: "suspended" };
const DELETED: AuthVerdict = { outcome: "credential_revoked", certainty: "inferred", reason: "installation_deleted" };

const bySuspension = byPhrase([SUSPENDED, "this installation has been suspended"]);
const byAppClock = byPhrase([CLOCK_SKEW, "'expiration time' claim ('exp') | 'issued at' claim ('iat')"]);

const bySecondaryLimit: Rule = (answer, knowledge) => {
  const page = answer.text("documentation_url");
  const told = page.endsWith("secondary-rate-limits") || page.endsWith("#abuse-rate-limits") || SECONDARY.test(answer.prose);
  return told ? limitedVerdict(answer, knowledge, "confirmed", "secondary", SECONDARY_WAIT_S) : undefined;
};
const SECONDARY = /secondary rate limit|abuse detection mechanism/;

/** GitHub documents an empty quota as its primary limit, on a 403 as on a 429. */
const byPrimaryLimit: Rule = (answer, knowledge) => {
  const exhausted = answer.header("x-ratelimit-remaining") === "0" || answer.header("retry-after") !== undefined;
  return exhausted || answer.prose.includes("api rate limit exceeded") ? LIMITED(answer, knowledge) : undefined;
};

const bySingleSignOn: Rule = (answer) => (answer.header("x-github-sso")?.startsWith("required") ? SSO_REQUIRED : undefined);

const byDenial = byPhrase(
  [LOCKED_OUT, "maximum number of login attempts exceeded"],
  [SSO_INFERRED, "saml enforcement | saml sso"],
  [IP_POLICY, "ip allow list"],
  [TOKEN_POLICY, "forbids access via"],
  [POLICY, "oauth app access restrictions | third-party application | organization has disabled"],
  [ACCOUNT_INACTIVE, "account was suspended | account has been suspended"],
  [BILLING, "upgrade to github | billing"],
  [
    null,
    `please make sure your request has a user-agent | repository access blocked | repository was archived |
      too large to fetch | disabled for this repo | disabled on this repo | must be enabled for this repo | archived repositor`,
  ],
);

/** `a=read,b=write; c=read`: the first alternative, since meeting one of them is enough. */
const byPermissions: Rule = (answer) => {
  const needed = names(answer.header("x-accepted-github-permissions")?.split(";")[0]);
  return needed.length > 0 || answer.prose.includes("resource not accessible by")
    ? scopeVerdict(answer, "confirmed", undefined, needed)
    : undefined;
};

/** The accepted scopes where the token holds none of them. A token kind without scope headers says nothing. */
const byScopes: Rule = (answer) => {
  const granted = answer.header("x-oauth-scopes");
  const accepted = names(answer.header("x-accepted-oauth-scopes"));
  if (granted === undefined || accepted.length === 0) return undefined;
  const held = new Set(names(granted));
  if (accepted.some((scope) => held.has(scope))) return answer.status === 403 ? FORBIDDEN : undefined;
  return scopeVerdict(answer, "inferred", accepted.length > 1 ? "any_of" : undefined, accepted);
};

const byRights = byPhrase([USER_PERMISSION, "must have  | must be an  | you need admin | permission to  | not have permission"]);

const byMissingScopes = byPhrase([SCOPE_INFERRED, "not been granted the required scopes"]);

/** GraphQL refuses in a 200, at times with a sentence alone; what it forbids of one field is no verdict unless it says why. */
const inSuccess: Rule = (answer, knowledge) => {
  for (const error of asRecords(answer.body.errors)) {
    const extensions = asRecord(error.extensions);
    const code = [error.type, error.code, extensions.code].find((value) => typeof value === "string" && GRAPHQL.has(value));
    if (error.type === "FORBIDDEN" && extensions.saml_failure === true) return SSO_REQUIRED;
    if (code === "INSUFFICIENT_SCOPES") return scopeVerdict(answer, "confirmed");
    if (code !== undefined) return LIMITED(answer, knowledge);
    if (error.type === "FORBIDDEN" || TELLS_WHY.test(asText(error.message)))
      return firstOf(byDenial, byMissingScopes, byPermissions)(answer, knowledge) ?? null;
  }
  return undefined;
};
const TELLS_WHY = /not been granted the required scopes|has an IP allow list enabled|SAML enforcement/;
const GRAPHQL = new Set(["INSUFFICIENT_SCOPES", "RATE_LIMITED", "RATE_LIMIT", "graphql_rate_limit"]);

/** REST and GraphQL answers. A 401 is judged before any rate header: there an empty quota means nothing. */
export const github: ProviderRules = {
  names: ["github", "ghe", "octokit", "copilot"],
  inSuccess,
  headers: onStatus([403], bySingleSignOn),
  rule: firstOf(
    onStatus([401], firstOf(byAppClock, byPhrase([NO_CREDENTIAL, "requires authentication"]), byHistory)),
    onStatus([403], firstOf(bySuspension, byPhrase([LOCKED_OUT, "maximum number of login attempts exceeded"]))),
    onStatus([403, 429], firstOf(bySecondaryLimit, byPrimaryLimit)),
    onStatus([403], firstOf(byDenial, byPermissions)),
    onStatus([403, 404], byScopes),
    onStatus([403], byRights),
  ),
  /** Minting an installation token answers about the installation, not about a grant. */
  token: firstOf(
    onStatus([401], byAppClock),
    onStatus([403], bySuspension),
    onStatus([404], (answer) => (answer.text("message") === "Not Found" ? DELETED : undefined)),
    onStatus([422], byPhrase([SCOPE_INFERRED, "not granted to this installation"])),
  ),
};

function names(list: string | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

import { byHistory } from "./by-history.ts";
import { phraseBook } from "./phrase-book.ts";
import type { Rule } from "./rules.ts";
import {
  ACCOUNT_INACTIVE,
  BILLING,
  CLOCK_SKEW,
  EXPIRED_INFERRED,
  IP_POLICY,
  LIMITED_INFERRED,
  LOCKED_OUT,
  MFA_REQUIRED,
  NO_CREDENTIAL,
  POLICY,
  QUOTA,
  REVOKED_INFERRED,
  SCOPE_INFERRED,
  SSO_INFERRED,
  USER_PERMISSION,
  WRONG_KIND,
} from "./verdicts.ts";

/** A sentence that offers several causes tells none: `invalid, expired or revoked`. */
const EITHER =
  /(?:expired|revoked|invalid\w*|malformed|missing|incorrect|wrong|yet valid|disabled|deleted),? (?:or|and\/or|\/) |(?:\bor|\/) ?(?:has |have |is |are |was |been |already |an? |it |its )*(?:expired|revoked|invalid|malformed|deleted|disabled|not yet valid)|(?:may|might|could) (?:be |have |also )*(?:expired|revoked|invalid)|(?:expired|revoked|invalid)[,/] ?(?:expired|revoked|malformed|invalid)/;
const SUBJECT =
  /token|jwt|session|api.?key|access.?key|\bkey\b|credential|\bpat\b|signature|password|authorization|\bexp\b|license key/;
const NOT_A_CREDENTIAL =
  /subscription|trial|licen[sc]e has|certificate|\bplan\b|authori[sz]ation code|device code|verification code|\bcard\b|page.?token|upload|confirmation|reset|invit|verification token|csrf/;

/** `expired` or `revoked` said of a credential, and of nothing else beside. */
const byEnd: Rule = (answer, knowledge) => {
  const { prose } = answer;
  const expired = prose.includes("expire");
  const revoked = prose.includes("revoked") || prose.includes("been invalidated");
  if (!expired && !revoked) return undefined;
  if (NOT_A_CREDENTIAL.test(prose) || !SUBJECT.test(prose)) return undefined;
  if ((expired && revoked) || EITHER.test(prose)) return byHistory(answer, knowledge);
  return expired ? EXPIRED_INFERRED : REVOKED_INFERRED;
};

/** An address in numbers that is not let in, whatever words stand between. */
const byAddress: Rule = ({ prose }) => (REFUSED_ADDRESS.test(prose) ? IP_POLICY : undefined);
const REFUSED_ADDRESS =
  /\bip(?: address)?:? ['"[(]?[\da-f]{1,4}[.:][\da-f.:]{3,40}['"\])]? (?:is |was )?(?:not|blocked|denied)\b/;

const byRole: Rule = (answer, knowledge) =>
  /\bonly (?:[a-z]+ ){1,4}(?:can|may|are allowed)\b/.test(answer.prose) ? USER_PERMISSION(answer, knowledge) : undefined;

/** `invalid or missing` tells nothing of the kind. */
const saysAbsent: Rule = ({ prose }) => (/invalid|incorrect|malformed|expired/.test(prose) ? undefined : NO_CREDENTIAL);
const saysScope: Rule = (answer, knowledge) =>
  /(?:invalid|expired) or missing/.test(answer.prose) ? undefined : SCOPE_INFERRED(answer, knowledge);

const says = phraseBook({
  rowPolicy: [USER_PERMISSION, "row-level security"],
  singleSignOn: [
    SSO_INFERRED,
    "saml enforcement | single sign-on | saml sso | sso authorization | sso session | must login via sso | via sso",
  ],
  address: [
    IP_POLICY,
    `ip allow list | ip allowlist | ip whitelist | from your ip | ip address is not | ip address not | ip restriction |
      ip access list | your ip is not | not allowed from ip | token from location | ip is not whitelisted |
      ip not in whitelist | unauthorized ip | ip address restriction | client ip | ip is not authorized |
      ip is not allowed | this ip address | ip range | blocked ip | ip has been blocked | not whitelisted | from this ip |
      caller ip`,
  ],
  clock: [
    CLOCK_SKEW,
    `signature expired: | signature not yet current | clock skew | too far in the future | timestamp out of bounds |
      request time and the current time | timestamp is too | outside of the recvwindow | used too early |
      token used before issued | issued in the future | issued at future | timestamp for this request | invalid timestamp | oauth_timestamp |
      short-lived token`,
  ],
  audience: [WRONG_KIND, "invalid audience | audience invalid | audience is invalid | wrong audience | incorrect audience"],
  lockout: [
    LOCKED_OUT,
    `too many failed | too many login attempts | too many authentication failures | login attempts exceeded |
      temporarily locked | account is locked | account has been locked | account locked | blocked after multiple | captcha |
      user is locked`,
  ],
  secondFactor: [
    MFA_REQUIRED,
    "one-time password | one-time pass | two-factor | two factor | 2fa | multi-factor | multifactor | mfa ",
  ],
  policy: [
    POLICY,
    `conditional access | organization policy | organization's policy | admin policy | administrator has |
      security policy | service control policy | organization forbids | enterprise forbids | oauth app access restrictions |
      blocked by your admin | has not been used in project | third-party application access policy |
      country, region, or territory | terms of service | disabled by your administrator | disabled by administrator |
      not allowed for this organization | disallowed by policy | access policies | access policy | vpc service controls |
      vpc-sc | restricted by administrator | authentication is not allowed`,
  ],
  quota: [
    QUOTA,
    `exceeded your current quota | credit balance | insufficient credit | insufficient balance | out of credits |
      credits exceeded | not enough credits | run out of credits | monthly included credits | spending limit |
      usage limits | usage cap | billing hard limit | no credits | insufficient funds | quota has been exceeded |
      monthly quota | monthly limit | plan limit | billing limit | key limit exceeded`,
  ],
  billing: [
    BILLING,
    `requires billing | billing to be enabled | billing account | upgrade your | please upgrade | upgrade to a |
      current plan | your plan | active subscription | your subscription | subscription has | subscription is |
      subscription expired | free trial | trial has | payment required | upgrade to github | past due | billing status |
      unpaid | account is delinquent | enable billing`,
  ],
  spent: [
    QUOTA,
    `exceeded your current quota | credit balance | out of credits | insufficient balance | monthly included credits |
      spending limit | usage cap`,
  ],
  budget: [QUOTA, "credit balance | api usage limits"],
  account: [
    ACCOUNT_INACTIVE,
    `account was suspended | account has been suspended | account is suspended | account suspended |
      account has been disabled | account is disabled | account disabled | account has been deactivated |
      account is deactivated | account deactivated | account is not active | account is inactive |
      account has been deleted | has been deactivated | inactive user | user is inactive | user inactive |
      user is deactivated | user is suspended | user has been suspended | user is disabled |
      organization has been disabled | has been suspended | app has been uninstalled`,
  ],
  revocation: [
    REVOKED_INFERRED,
    `token has been deleted | token was deleted | key has been deleted | key was deleted | key has been disabled |
      key is disabled | token has been disabled | token is disabled | has not authorized application |
      application has been removed | token is no longer valid because the user | key was reported as leaked |
      reported as leaked`,
  ],
  absence: [
    saysAbsent,
    `requires you to be authenticated | credentials were not provided | no api key | you did not provide an api key | you didn't provide an api key |
      missing api key | missing bearer | missing authorization | missing authentication | missing access token |
      missing token | no token provided | no authorization | no authentication | no auth token | requires authentication |
      authorization header is missing | authorization header missing | authorization header required |
      authorization header is required | access token is empty | token is required | token required | api key is required |
      api key required | api key missing`,
  ],
  scope: [
    saysScope,
    `insufficient scope | scope and url mismatch | scope mismatch | the scope needed | scope does not match | missing scope | missing required scope | required scope |
      insufficient authentication scopes | insufficient client scope | invalid scope | does not contain scopes |
      does not have the scope | lacks the required scope | lacks scope | privilege scopes | scope is missing |
      missing the scope | oauth scope | following scopes |  scope permission | token scope | not granted the scope |
      required permission scope`,
  ],
  scopeNamed: [
    SCOPE_INFERRED,
    "privilege scopes | does not contain scopes | insufficient authentication scopes | not been granted the required scopes",
  ],
  permission: [
    USER_PERMISSION,
    `not authorized to perform | not authorized to access | insufficient permission | insufficient privilege | insufficient rights |
      do not have permission | don't have permission | doesn't have permission | does not have permission |
      do not have the permission | does not have the required permission | do not have the required permission |
      not have the necessary permission | not have sufficient permission | do not have access | don't have access |
      does not have access | doesn't have access | not have the required | not have authorization to | permission denied |
      permission to access | permission to perform | lacks permission | missing permission | missing access |
      required permission | requires permission | not enough permission | sufficient permissions | not permitted to |
      not allowed to access | not allowed to perform | must have admin | admin access | must be an owner |
      must be an admin | requires admin | is forbidden: user | access to the requested resource is denied |
      requested access to the resource is denied | permission to  | not accessible by | not have rights |
      failed permission | proper permissions | admins only | not permitted to use | needs permission`,
  ],
  privilege: [USER_PERMISSION, "insufficient permission | insufficient privilege | not authorized to perform"],
  limit: [
    LIMITED_INFERRED,
    `rate limit exceeded | rate limit reached | rate-limit | rate limited | too many requests | ratelimit |
      request limit exceeded | throttl | limit exceeded for | quota exceeded | over your rate limit |
      exceeded the rate limit | exceeded your rate limit | api rate limit`,
  ],
  invalid: [
    byHistory,
    `invalid subscription key | invalid api key | api key not valid | api key is invalid | api key is not valid | invalid access token |
      access token is invalid | access token invalid | invalid authentication | invalid credentials | bad credentials |
      incorrect api key | invalid oauth | invalid bearer | invalid auth | authentication failed | authentication error |
      error validating access token | could not authenticate | couldn't authenticate | unable to authenticate |
      security token included in the request is invalid`,
  ],
  bareInvalid: [byHistory, "invalid token | token is invalid | token invalid | token is not valid | invalid key"],
});

const CIRCUMSTANCES = [
  "rowPolicy",
  "singleSignOn",
  "address",
  byAddress,
  "clock",
  "audience",
  "lockout",
  "secondFactor",
  "policy",
] as const;
const MONEY = ["quota", "billing"] as const;

/** What the sentences of a 401 mean, beyond that it is one. */
const byWordsOf401 = says(...CIRCUMSTANCES, "absence", "scope", "privilege", byEnd, "account", "revocation", "invalid", ...MONEY);
/** A credential that is refused by a code: the sentence beside it may tell why, else history. */
export const byWordsThenHistory: Rule = (answer, knowledge) => {
  const judgement = byWordsOf401(answer, knowledge);
  return judgement === undefined ? byHistory(answer, knowledge) : judgement;
};
/** What the sentences of a 403 mean. */
export const byWordsOf403 = says(
  ...CIRCUMSTANCES,
  "limit",
  ...MONEY,
  "scope",
  byEnd,
  "account",
  "revocation",
  "absence",
  "invalid",
  "bareInvalid",
  "permission",
  byRole,
);
/** What the sentences of a 429 mean, beyond that there were too many requests. */
export const byWordsOf429 = says("spent");
const byMoney = says(...MONEY);
/** What the sentences of a 402 mean; a payer's card is not the caller's credential. */
export const byWordsOf402: Rule = (answer, knowledge) => (/\bcard\b/.test(answer.prose) ? undefined : byMoney(answer, knowledge));
/** What the sentences of a bad request mean, where they speak of a credential at all. */
export const byWordsOf400 = says("budget", "scopeNamed", "invalid", (answer, knowledge) =>
  SPEAKS_OF_CREDENTIAL.test(answer.prose) ? byEnd(answer, knowledge) : undefined,
);
const SPEAKS_OF_CREDENTIAL =
  /\btoken (?:has |is )?expired|expired token|access token|api.?key|bearer|auth(?:entication)? token|session has expired|jwt|security token/;

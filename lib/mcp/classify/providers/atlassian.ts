import type { ProviderRules } from "../provider-rules.ts";
import { byPhrase, onStatus, type Rule } from "../rules.ts";
import { IP_POLICY, LOCKED_OUT, SCOPE_INFERRED } from "../verdicts.ts";

/** Jira and Confluence tell of a locked-out login in a header, also beside a page. */
const byLogin: Rule = (answer) =>
  answer.header("x-seraph-loginreason")?.includes("AUTHENTICATION_DENIED") ? LOCKED_OUT : undefined;

/** A token without the scope is refused with 401. */
export const atlassian: ProviderRules = {
  names: ["atlassian", "jira", "confluence", "bitbucket", "rovo"],
  headers: onStatus([401, 403], byLogin),
  rule: onStatus(
    [401, 403],
    byPhrase([SCOPE_INFERRED, "scope does not match | privilege scopes"], [IP_POLICY, "ip allowlist | not allowlisted"]),
  ),
};

import { ambiguous401 } from "./ambiguous-401.ts";
import { type Answer, asRecord, asRecords } from "./answer.ts";
import { insufficientScope } from "./generic.ts";
import { rateLimitVerdict } from "./rate-limit.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

const CLOCK_SKEW = /^'(?:Expiration time|Issued at)' claim \('(?:exp|iat)'\)/;
const POLICY = /forbids access via .*personal access tokens?/i;
const LOCKED_OUT = /maximum number of login attempts exceeded/i;
const NOT_ACCESSIBLE = /^Resource not accessible by /;

/** GitHub's REST and GraphQL answers. A 401 is judged before any rate header: there an empty quota means nothing. */
export function githubVerdict(answer: Answer, knowledge: Knowledge): AuthVerdict | null {
  if (answer.status === 200) return graphqlVerdict(answer, knowledge);
  if (answer.status === 401) return unauthorized(answer, knowledge);
  if (answer.status === 403 && LOCKED_OUT.test(answer.text("message"))) {
    return { outcome: "rate_limited", certainty: "inferred", reason: "auth_lockout" };
  }
  return rateLimitVerdict(answer, knowledge) ?? forbidden(answer);
}

/** Minting an installation token answers about the installation, not about a grant; null where OAuth rules apply. */
export function githubMintVerdict(answer: Answer): AuthVerdict | null {
  if (answer.status === 401 && CLOCK_SKEW.test(answer.text("message"))) return clockSkew();
  if (answer.status === 403 && answer.text("message").startsWith("This installation has been suspended")) {
    return { outcome: "credential_revoked", certainty: "confirmed", reason: "suspended" };
  }
  if (answer.status === 404 && answer.text("error") === "") {
    return { outcome: "credential_revoked", certainty: "inferred", reason: "installation_deleted" };
  }
  return null;
}

function unauthorized(answer: Answer, knowledge: Knowledge): AuthVerdict {
  return CLOCK_SKEW.test(answer.text("message")) ? clockSkew() : ambiguous401(answer, knowledge);
}

function clockSkew(): AuthVerdict {
  return { outcome: "auth_unclassified", certainty: "confirmed", reason: "clock_skew" };
}

function forbidden(answer: Answer): AuthVerdict | null {
  const message = answer.text("message");
  if (answer.status === 403) {
    if (answer.header("x-github-sso")?.startsWith("required")) return insufficientScope([], { reason: "sso_required" });
    if (POLICY.test(message)) return { outcome: "auth_unclassified", certainty: "confirmed", reason: "policy" };
    const needed = acceptedPermissions(answer);
    if (needed.length > 0 || NOT_ACCESSIBLE.test(message)) return insufficientScope(needed);
  }
  if (answer.status === 403 || answer.status === 404) {
    const missing = disjointScopes(answer);
    if (missing) return insufficientScope(missing, { certainty: "inferred" });
  }
  return answer.status === 403 ? { outcome: "auth_unclassified", certainty: "inferred", reason: "forbidden" } : null;
}

/** `a=read,b=write; c=read`: the first alternative, since meeting one of them is enough. */
function acceptedPermissions(answer: Answer): string[] {
  return names(answer.header("x-accepted-github-permissions")?.split(";")[0]);
}

/** The accepted scopes where the token holds none of them. A token kind without scope headers says nothing. */
function disjointScopes(answer: Answer): string[] | null {
  const granted = answer.header("x-oauth-scopes");
  const accepted = names(answer.header("x-accepted-oauth-scopes"));
  if (granted === undefined || accepted.length === 0) return null;
  const held = new Set(names(granted));
  return accepted.some((scope) => held.has(scope)) ? null : accepted;
}

function names(list: string | undefined): string[] {
  return (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

function graphqlVerdict(answer: Answer, knowledge: Knowledge): AuthVerdict | null {
  for (const error of asRecords(answer.body.errors)) {
    const type = error.type;
    const extensions = asRecord(error.extensions);
    if (type === "FORBIDDEN" && extensions.saml_failure === true) return insufficientScope([], { reason: "sso_required" });
    if (type === "INSUFFICIENT_SCOPES") return insufficientScope([]);
    if (
      type === "RATE_LIMITED" ||
      type === "RATE_LIMIT" ||
      error.code === "graphql_rate_limit" ||
      extensions.code === "graphql_rate_limit"
    ) {
      const stated = rateLimitVerdict({ ...answer, status: 429 }, knowledge);
      return stated ?? { outcome: "rate_limited", certainty: "confirmed" };
    }
  }
  return null;
}

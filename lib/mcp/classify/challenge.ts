import type { Answer } from "./answer.ts";

export interface Challenge {
  /** The RFC 6750 `error`, in lower case; empty where the challenge has none. */
  error: string;
  /** The sentence beside it, in lower case. */
  description: string;
  scopes: string[];
}

const NONE: Challenge = Object.freeze({ error: "", description: "", scopes: [] });
const LONGEST = 4_000;

/** What a `WWW-Authenticate` header says beyond asking for a credential (RFC 7235, RFC 6750). */
export function challengeOf(answer: Answer): Challenge {
  const header = answer.header("www-authenticate")?.slice(0, LONGEST);
  if (header === undefined || !header.includes("=")) return NONE;
  const scope = parameter(header, SCOPE);
  return {
    error: parameter(header, ERROR).toLowerCase(),
    description: parameter(header, DESCRIPTION).toLowerCase(),
    scopes: scope ? scope.split(/[\s,]+/).filter(Boolean) : [],
  };
}

const named = (name: string): RegExp =>
  new RegExp(`(?:^|[\\s,])${name}\\s{0,4}=\\s{0,4}(?:"([^"]*)"|'([^']*)'|([^\\s,"']+))`, "i");
const ERROR = named("error");
const DESCRIPTION = named("error_description");
const SCOPE = named("scope");

function parameter(header: string, pattern: RegExp): string {
  const match = pattern.exec(header);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? "";
}

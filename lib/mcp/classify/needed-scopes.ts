import type { Answer } from "./answer.ts";
import { challengeOf } from "./challenge.ts";
import { isCredentialLike } from "./credential-like.ts";
import { asRecord, asRecords, asTexts, type Fields } from "./fields.ts";

export interface NeededScopes {
  scopes: readonly string[];
  /** One of them is enough. */
  anyOf: boolean;
}

const MOST = 32;
/** What stands before `scope` in a sentence that names none. */
const NO_NAMES = new Set("a an any correct following necessary needed required right the this that your".split(" "));
const NAME = /^[A-Za-z][\w.:/*=-]{1,127}$/;
/** So long a run of letters and digits is a credential rather than a name. */
const LONG_RUN = /[A-Za-z0-9]{20,}/;
/** Sentences that name what is missing; `any` where one of the names is enough. */
const SENTENCES: readonly { pattern: RegExp; any?: true }[] = [
  { pattern: /requires? one of (?:the following (?:scopes|permissions):? ?)?\[?(['"]?\w[^\]\n]{2,400})/i, any: true },
  { pattern: /(?:missing (?:required )?scopes?|does not contain scopes|the following scopes): ?\[?([^\]\n]{2,400})/i },
  { pattern: /expected (?:any|one) of: ?([^\n]{2,400})/i, any: true },
  { pattern: /required scopes?(?:\(s\))?(?: is| are|:|(?= ['"`])) ['"[]{0,2}(\w[^\]\n]{2,400})/i },
  { pattern: /(?:for|access:) ['"`]?(\w[\w.:/*-]{1,100})['"`]? (?:access )?scopes?\b/i },
  { pattern: /requires (?:the )?['"`]?(\w[\w.:/*'"`, -]{1,200}) scopes?\b/i },
  { pattern: /not authorized to perform:? ([a-z0-9-]{1,40}:[a-z*]{1,80})/i },
  { pattern: /perform action '([\w./*-]{2,200})'/i },
  { pattern: /permission '([a-z][\w.-]{2,100})' denied/i },
  { pattern: /requires permission "([\w.#:-]{2,100})"/i },
];

/** What the answer says is missing: from its challenge, from the fields that providers use, or from a sentence that names it. */
export function neededScopes(answer: Answer): NeededScopes {
  const challenged = scopeNames(challengeOf(answer).scopes);
  if (challenged.length > 0) return { scopes: challenged, anyOf: false };
  const listed = scopeNames(listedIn(answer.body));
  if (listed.length > 0) return { scopes: listed, anyOf: false };
  return toldIn(answer);
}

function listedIn(body: Fields): string[] {
  const error = asRecord(body.error);
  const detail = asRecord(error.detail);
  return [
    ...split(body.error === "insufficient_scope" ? body.scope : undefined),
    ...split(body.needed),
    ...split(body.required_scope),
    ...split(body.required_scopes),
    ...split(body.requiredScopes),
    ...split(error.required_scope),
    ...split(error.required_scopes),
    ...split(detail.required),
    ...asRecords(error.details).flatMap(({ metadata }) => split(asRecord(metadata).permission)),
  ];
}

const split = (value: unknown): string[] => (typeof value === "string" ? value.split(/[\s,]+/) : asTexts(value));

function toldIn(answer: Answer): NeededScopes {
  for (const { pattern, any } of SENTENCES) {
    const match = pattern.exec(answer.sentences);
    if (!match?.[1]) continue;
    const scopes = scopeNames(listed(match[1]));
    if (scopes.length > 0) return { scopes, anyOf: any === true || / or /.test(match[1]) };
  }
  return { scopes: [], anyOf: false };
}

/** The names of `a, 'b' and c. Then more is said`. */
function listed(text: string): string[] {
  const names: string[] = [];
  for (const part of text.split(/,\s{0,2}| and | or /)) {
    const [name = "", ...more] = part
      .replace(/['"`[\]]/g, "")
      .trim()
      .split(/\s+/);
    names.push(name);
    if (more.length > 0) break;
  }
  return names;
}

/** Only names of scopes, each once: a body may hold anything. */
export function scopeNames(words: readonly string[]): string[] {
  const names = words
    .map((word) => word.replace(/[.:]$/, ""))
    .filter((word) => NAME.test(word) && !NO_NAMES.has(word.toLowerCase()) && !isSecretLike(word));
  return [...new Set(names)].slice(0, MOST);
}

const isSecretLike = (word: string): boolean => isCredentialLike(word) || (LONG_RUN.test(word) && /\d/.test(word));

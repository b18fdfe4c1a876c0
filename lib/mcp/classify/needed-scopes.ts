import type { Answer } from "./answer.ts";
import { challengeOf } from "./challenge.ts";
import { asRecord, asRecords, asTexts, type Fields } from "./fields.ts";

export interface NeededScopes {
  scopes: readonly string[];
  /** One of them is enough. */
  anyOf: boolean;
}

const MOST = 32;
const NAME = /^[A-Za-z][\w.:/*=-]{1,127}$/;
/** So long a run of letters and digits is a credential rather than a name. */
const LONG_RUN = /[A-Za-z0-9]{20,}/;
/** Sentences that name what is missing; `any` where one of the names is enough. */
const SENTENCES: readonly { pattern: RegExp; any?: true }[] = [
  { pattern: /missing scopes?:? {1,2}([\w.:/*, -]{2,400})/i },
  { pattern: /expected (?:any|one) of: ?([\w.:/*, -]{2,400})/i, any: true },
  { pattern: /requires? one of the following (?:scopes|permissions):? ?\[?([^\]\n]{2,400})\]?/i, any: true },
  { pattern: /requires? one of ['"]([\w.:/*, -]{2,400})['"]/i, any: true },
  { pattern: /does not contain scopes: ?\[([^\]]{2,400})\]/i },
  { pattern: /required (?:scopes?|permissions?) (?:is|are|:) ?['"[]{0,2}([\w.:/*, -]{2,400})/i },
  { pattern: /(?:the required|requires the|needs the|the) ['"`]?([\w.:/*-]{2,100})['"`]? (?:oauth )?scopes?\b/i },
  { pattern: /required scope ['"`]([\w.:/*-]{2,100})['"`]/i },
  { pattern: /'(rak_[a-z_]+|[a-z_]+_(?:read|write))'\)? permissions?/i },
  { pattern: /not authorized to perform:? ([a-z0-9-]{1,40}:[a-z*]{1,80})/i },
  { pattern: /perform action '([\w./*-]{2,200})'/i },
  { pattern: /permission '([a-z][\w.-]{2,100})' denied/i },
  { pattern: /requires permission "([\w.#:-]{2,100})"/i },
];

/** What the answer says is missing: from its challenge, from the fields that providers use, or from a sentence that names it. */
export function neededScopes(answer: Answer): NeededScopes {
  const challenged = named(challengeOf(answer).scopes);
  if (challenged.length > 0) return { scopes: challenged, anyOf: false };
  const listed = named(listedIn(answer.body));
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
    const scopes = named(match[1].split(/[\s,'"`[\]]+/).filter((word) => !FILLER.has(word.toLowerCase())));
    if (scopes.length > 0) return { scopes, anyOf: any === true };
  }
  return { scopes: [], anyOf: false };
}

const FILLER = new Set([
  "and",
  "or",
  "scope",
  "scopes",
  "permission",
  "permissions",
  "this",
  "the",
  "required",
  "following",
  "api",
]);

/** Only names of scopes, each once: a body may hold anything. */
function named(words: readonly string[]): string[] {
  const names = words.map((word) => word.replace(/[.:]$/, "")).filter((word) => NAME.test(word) && !isSecretLike(word));
  return [...new Set(names)].slice(0, MOST);
}

const isSecretLike = (word: string): boolean => LONG_RUN.test(word) && /\d/.test(word);

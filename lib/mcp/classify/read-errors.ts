import type { Fields } from "./fields.ts";

/** What an error says, wherever in its body it says it. */
export interface ErrorWords {
  /** Machine codes: words without a space between, and numbers. */
  codes: (string | number)[];
  /** Sentences, one a line. */
  prose: string;
}

/** Names under which errors put a code or a sentence; providers do not agree which is which. */
const TELLING = new Set(
  `.tag __type Code Detail ECODE Message Reason Title Type category cause code codes description detail details developer_message
  developerMessage err errcode errmsg errors error errorCode errorDescription errorKey errorMessage errorMessages errorSummary errorType error_code
  error_description error_message error_msg error_subcode error_subtype error_summary error_type exceptionCode exceptionMessage
  fault faultcode faultstring hint id issue key message messages msg name reason serviceErrorCode status statusCode
  subcode sub_code summary title type userMessage user_message`.split(/\s+/),
);
/** Names under which errors put further objects. */
const NESTING = new Set(
  `Error Errors Response body cause data detail details err error errors error_chain errorMessages exception extensions fault innerError innererror
  issues message messages meta reason response serviceException status violations`.split(/\s+/),
);
const DEEPEST = 5;
const MOST_ITEMS = 5;
const LONGEST_CODE = 128;
const MOST_PROSE = 2_000;

/** Collects codes and sentences of an error's body. Ends on any input: depth, items and length are bounded. */
export function readErrors(fields: Fields, plain: string): ErrorWords {
  const words: ErrorWords = { codes: [], prose: "" };
  if (plain) add(plain, words);
  walk(fields, 0, words);
  return words;
}

function walk(fields: Fields, depth: number, words: ErrorWords): void {
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === "object") {
      if (value !== null && depth < DEEPEST && NESTING.has(name)) descend(value, depth + 1, words);
    } else if (TELLING.has(name)) add(value, words);
  }
}

function descend(value: object, depth: number, words: ErrorWords): void {
  if (!Array.isArray(value)) {
    walk(value as Fields, depth, words);
    return;
  }
  for (let index = 0; index < value.length && index < MOST_ITEMS; index += 1) {
    const item: unknown = value[index];
    if (typeof item === "object" && item !== null) walk(item as Fields, depth, words);
    else add(item, words);
  }
}

function add(value: unknown, words: ErrorWords): void {
  if (typeof value === "number") words.codes.push(value);
  if (typeof value !== "string" || value === "") return;
  if (value.length <= LONGEST_CODE && !value.includes(" ")) words.codes.push(lastPart(value));
  else if (words.prose.length < MOST_PROSE) words.prose += `${value.slice(0, MOST_PROSE)}\n`;
}

/** The name at the end of `com.amazonaws#ExpiredTokenException`, of `sf:INVALID_SESSION_ID`, of a problem's address; no full stop. */
function lastPart(code: string): string {
  const from = Math.max(code.lastIndexOf("#"), code.lastIndexOf("/"), code.lastIndexOf(":")) + 1;
  const to = code.endsWith(".") ? code.length - 1 : code.length;
  return from === 0 && to === code.length ? code : code.slice(from, to);
}

import { type Fields, isRecord } from "./fields.ts";

/** Errors are short; what is longer is not read to its end. */
const MOST_CHARACTERS = 262_144;
const MOST_FORM = 8_192;
const MOST_PLAIN = 2_000;
const NOTHING: Fields = Object.freeze({});

export interface Body {
  /** Top-level object, empty where there is none. */
  fields: Fields;
  /** A body that is neither JSON, XML nor a form. */
  plain: string;
  /** A page made for people: a proxy's, a login's, a firewall's. It says nothing about a credential. */
  isPage: boolean;
}

const EMPTY: Body = Object.freeze({ fields: NOTHING, plain: "", isPage: false });

/** Reads a body in whatever form a client holds it. */
export function readBody(body: unknown): Body {
  if (typeof body === "string") return readText(body.length > MOST_CHARACTERS ? body.slice(0, MOST_CHARACTERS) : body);
  if (body instanceof Uint8Array) return readText(new TextDecoder().decode(body.subarray(0, MOST_CHARACTERS)));
  if (body instanceof ArrayBuffer) return readBody(new Uint8Array(body));
  return ofFields(body);
}

/** Some providers wrap an error into a list of one. */
function ofFields(body: unknown): Body {
  const fields = Array.isArray(body) ? body.find(isRecord) : body;
  return isRecord(fields) ? { fields, plain: "", isPage: false } : EMPTY;
}

function readText(text: string): Body {
  const trimmed = text.trim();
  if (trimmed === "") return EMPTY;
  if (trimmed.startsWith("<")) return readMarkup(trimmed);
  if (/^[[{"]/.test(trimmed)) {
    try {
      const parsed: unknown = JSON.parse(trimmed);
      return typeof parsed === "string" ? readPlain(parsed) : ofFields(parsed);
    } catch {
      return readPlain(trimmed);
    }
  }
  // Token endpoints may answer in form encoding unless JSON is asked for.
  if (trimmed.length <= MOST_FORM && /^\w{1,40}=\S*$/.test(trimmed))
    return ofFields(Object.fromEntries(new URLSearchParams(trimmed)));
  return readPlain(trimmed);
}

function readPlain(text: string): Body {
  const plain = text.slice(0, MOST_PLAIN);
  return { fields: NOTHING, plain, isPage: isHtml(plain) };
}

const isHtml = (text: string): boolean => /<!doctype html|<html|<body/i.test(text.slice(0, MOST_PLAIN));

/** AWS, SOAP and older APIs answer in XML: a code and a sentence are all that is asked of it. */
function readMarkup(text: string): Body {
  if (isHtml(text)) return { fields: NOTHING, plain: "", isPage: true };
  const code = element(text, "(?:error|exception|fault)?code");
  const message = element(text, "(?:(?:exception|error)?message|faultstring)");
  const found = code !== "" || message !== "";
  return found ? { fields: { code, message }, plain: "", isPage: false } : { fields: NOTHING, plain: "", isPage: true };
}

function element(text: string, name: string): string {
  return new RegExp(`<(?:\\w{1,20}:)?${name}>([^<]{1,1000})<`, "i").exec(text.slice(0, 10_000))?.[1]?.trim() ?? "";
}

import { type Indication, statusIn } from "./failure-texts.ts";

const BODIES_TRIED = 5;
const DEEPEST = 3;
/** Where servers and HTTP libraries keep a provider's body within what they tell. */
const HOLDERS = ["response", "data", "body", "error", "details", "cause"] as const;
const STATUS_FIELDS = ["status", "statusCode", "status_code", "httpStatus", "code"] as const;

/** Provider bodies that stand in a text, alone or after a sentence, each with the status that it or the text names. */
export function bodiesIn(text: string): Indication[] {
  return objectsIn(text).flatMap((found) => unwrap(found, statusIn(text), DEEPEST));
}

/** JSON objects within a text, the outermost ones. */
function objectsIn(text: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  let from = text.indexOf("{");
  for (let tried = 0; from >= 0 && tried < BODIES_TRIED; tried += 1) {
    const end = endOfObject(text, from);
    const object = end < 0 ? undefined : parseObject(text.slice(from, end));
    if (object) found.push(object);
    from = text.indexOf("{", object ? end : from + 1);
  }
  return found;
}

function endOfObject(text: string, start: number): number {
  const token = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === "{") depth += 1;
    else if (match[0] === "}" && --depth === 0) return token.lastIndex;
  }
  return -1;
}

function unwrap(object: Record<string, unknown>, outerStatus: number | null, depth: number): Indication[] {
  const status = statusOf(object) ?? outerStatus ?? (object.ok === false ? 200 : null);
  const inner = HOLDERS.flatMap((holder) => {
    const held = asObject(object[holder]);
    return held && depth > 0 ? unwrap(held, status, depth - 1) : [];
  });
  const own: Indication[] = status === null ? [] : [{ endpoint: "api", status, body: object, isStated: true }];
  return [...own, ...inner];
}

/** Some providers repeat the status within the body, as a number or as its digits. */
function statusOf(object: Record<string, unknown>): number | null {
  const candidates = STATUS_FIELDS.map((field) => Number(object[field]));
  return candidates.find((status) => Number.isInteger(status) && status >= 400 && status < 500) ?? null;
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === "string") return parseObject(value);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

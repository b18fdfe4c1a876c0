import { SECRET_SHAPES } from "./shapes.ts";

/** Field names under which only a credential is written. */
const NAMES = new RegExp(
  `^(?:${[
    "(?:x-)?(?:[a-z]+[-_])?api[-_]?key",
    "(?:x-)?(?:(?:personal[-_]?)?access|refresh|id|auth|bearer|session|api|private|security|amz-security|vault|deploy|job|bot)[-_]?token",
    "x-[a-z]+-access-token",
    "token",
    "(?:client|app|consumer|signing|webhook|shared)?[-_]?secret",
    "secret[-_]?(?:access[-_]?)?key",
    "(?:private|signing|encryption|subscription|account)[-_]?key",
    "password|passwd|passphrase|credentials?",
    "(?:proxy-)?authorization",
    "(?:set-)?cookie",
  ].join("|")})$`,
  "i",
);

/** Whether a text holds something shaped like a credential. */
const looksLikeSecret = (text: string): boolean => SECRET_SHAPES.test(text);

const isText = (value: unknown): boolean => typeof value === "string" && value.length > 0;
/** A header may come as a text or as a list of texts. */
const holdsText = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.some(isText));

/**
 * Path of the first field that looks like a credential, e.g. `data.evidence.headers.authorization`; null where none does.
 * The value itself is never part of the answer.
 */
export function findSecret(value: unknown, path = ""): string | null {
  if (typeof value === "string") return looksLikeSecret(value) ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const at = path === "" ? name : `${path}.${name}`;
    if (looksLikeSecret(name)) return path === "" ? "a field name" : `${path} (a field name)`;
    if (NAMES.test(name) && holdsText(member)) return at;
    const found = findSecret(member, at);
    if (found !== null) return found;
  }
  return null;
}

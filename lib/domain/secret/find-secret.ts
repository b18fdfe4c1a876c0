import { remember } from "./remember.ts";
import { SECRET_SHAPES, SHORTEST_SECRET, URL_SECRET } from "./shapes.ts";

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

/** A time, as it is written in any zone: no shape of a credential is without other letters. */
const TIME = /^[0-9TZ:.+-]*$/;

/** The same few texts come with every event, and what is told of one by its shape takes longest. */
const hasSecretShape = remember((text) => SECRET_SHAPES.test(text), [false]);

/** Whether a text holds something shaped like a credential. Most texts are too short for any, or a time, which is told much faster. */
const looksLikeSecret = (text: string): boolean =>
  (text.length >= SHORTEST_SECRET || text.includes(URL_SECRET)) && !TIME.test(text) && hasSecretShape(text);

type KindOfName = "harmless" | "secret" | "names_secret";

/** What a field name tells by itself. */
const kindOfName = remember<KindOfName>(
  (name) => (looksLikeSecret(name) ? "secret" : NAMES.test(name) ? "names_secret" : "harmless"),
  ["harmless", "names_secret"],
);

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
    const kind = kindOfName(name);
    if (kind === "secret") return path === "" ? "a field name" : `${path} (a field name)`;
    if (kind === "names_secret" && holdsText(member)) return join(path, name);
    if (typeof member === "string" && looksLikeSecret(member)) return join(path, name);
    if (typeof member !== "object" || member === null) continue;
    const found = findSecret(member, join(path, name));
    if (found !== null) return found;
  }
  return null;
}

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

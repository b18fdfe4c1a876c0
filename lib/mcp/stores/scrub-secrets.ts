import { findSecret } from "../../domain/secret/find-secret.ts";

const HIDDEN = "(hidden)";
/** Shorter words are no secrets, and hiding them would leave nothing to read. */
const SHORTEST = 6;

/** A foreign text without `known` secrets and without anything that looks like one, one line of at most `length` characters. */
export function scrubSecrets(text: string, known: readonly string[], length = 300): string {
  const forms = [...new Set(known.flatMap(formsOf))].filter((form) => form.length >= SHORTEST);
  const longestFirst = forms.sort((one, other) => other.length - one.length);
  const hidden = longestFirst.reduce((rest, form) => rest.replaceAll(form, HIDDEN), inOneLine(text));
  const words = hidden.split(" ").map((word) => (isSuspicious(word) ? HIDDEN : word));
  const line = words.join(" ").slice(0, length);
  // Two harmless words may make a credential together, as `Bearer` and what follows it.
  return findSecret(line) === null ? line : HIDDEN;
}

const inOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** A secret as a message may hold it: as it is, escaped, or one line of a private key. */
function formsOf(secret: string): string[] {
  const line = inOneLine(secret);
  return [line, encodeURIComponent(line.toWellFormed()), JSON.stringify(line).slice(1, -1), ...line.split(" ")];
}

/** Shaped like a credential, or a long jumble of letters and digits such as no word, path or date is. */
function isSuspicious(word: string): boolean {
  if (findSecret(word) !== null) return true;
  return word.split(/[^A-Za-z0-9_+=-]+/).some((part) => part.length >= 20 && /[0-9]/.test(part) && /[A-Za-z]/.test(part));
}

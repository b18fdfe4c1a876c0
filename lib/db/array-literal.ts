/**
 * The text of a Postgres array of texts, numbers, booleans and times, as parameters carry it; null where it holds anything else.
 * The driver's own way searches each element with two patterns, which tells where hundreds of events are written at once.
 */
export function arrayLiteral(elements: readonly unknown[]): string | null {
  let literal = "{";
  for (const element of elements) {
    const text = elementText(element);
    if (text === null) return null;
    literal += literal === "{" ? text : `,${text}`;
  }
  return `${literal}}`;
}

function elementText(element: unknown): string | null {
  if (element === null || element === undefined) return "NULL";
  if (typeof element === "string") return quoted(element);
  if (typeof element === "number" || typeof element === "boolean") return String(element);
  return element instanceof Date && hasPlainYear(element) ? element.toISOString() : null;
}

/** Postgres does not read the signed years that are written outside of 0 to 9999. */
const hasPlainYear = (time: Date): boolean => time.getUTCFullYear() > 0 && time.getUTCFullYear() < 10_000;

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

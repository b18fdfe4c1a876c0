const GITHUB = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:UTC|([+-]\d{2})(\d{2}))$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** Seconds since 1970 have ten digits for a long time, milliseconds thirteen. */
const EPOCH_S = /^\d{10}(?:\.\d+)?$/;
const EPOCH_MS = /^\d{13}$/;

/**
 * An instant in any of the forms that providers use: RFC 3339, `2021-10-07 19:07:53 UTC`, `2025-09-05 17:55:53 +0500`, an HTTP date, or
 * an epoch in seconds or milliseconds. Null for anything else; a date without a zone is no instant.
 */
export function readDate(value: unknown): Date | null {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  const at = new Date(instantOf(text));
  return Number.isNaN(at.getTime()) ? null : at;
}

function instantOf(text: string): number {
  if (EPOCH_S.test(text)) return Number(text) * 1_000;
  if (EPOCH_MS.test(text)) return Number(text);
  const [, day, time, hours, minutes] = GITHUB.exec(text) ?? [];
  if (day && time) return Date.parse(`${day}T${time}${hours && minutes ? `${hours}:${minutes}` : "Z"}`);
  return RFC_3339.test(text) || HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
}

import type { AnswerHeaders } from "./types.ts";

/** Value of a header by its lower-case name; several are joined as HTTP joins them. Nothing is copied: most answers are asked for few. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const exact = headers[name];
  if (exact !== undefined) return asValue(exact);
  for (const key in headers) {
    if (key.length === name.length && key.toLowerCase() === name) return asValue(headers[key]);
  }
  return undefined;
}

function asValue(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string").join(", ") : undefined;
}

import type { ProviderResponse } from "./types.ts";

/** A provider's answer with one way to ask for a header and for a field of the body. */
export interface Answer {
  provider: string;
  endpoint: "api" | "token";
  status: number;
  /** Value of a header by its lower-case name. */
  header(name: string): string | undefined;
  /** Top-level object of the body, empty where it is not one. */
  body: Readonly<Record<string, unknown>>;
  /** A top-level string of the body, else the empty string. */
  text(field: string): string;
}

export function readAnswer(response: ProviderResponse): Answer {
  const headers = lowerCaseNames(response.headers);
  const body = parseBody(response.body);
  return {
    provider: response.provider.toLowerCase(),
    endpoint: response.endpoint,
    status: response.status,
    header: (name) => headers.get(name),
    body,
    text: (field) => asText(body[field]),
  };
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Objects of a list, everything else left out. */
export function asRecords(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(asRecord) : [];
}

export function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function lowerCaseNames(headers: ProviderResponse["headers"]): Map<string, string> {
  const entries = headers instanceof Headers ? [...headers.entries()] : Object.entries(headers);
  return new Map(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value] as const])));
}

function parseBody(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "string") return asRecord(body);
  try {
    return asRecord(JSON.parse(body));
  } catch {
    // Token endpoints may answer in form encoding unless JSON is asked for.
    return body.includes("=") && !body.includes("<") ? Object.fromEntries(new URLSearchParams(body)) : {};
  }
}

import { isLoopback } from "../loopback.ts";
import { StoreError, type StoreFailure } from "./store-error.ts";

const TIMEOUT_MS = 8_000;

export interface PlaceRequest {
  url: URL;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

export interface PlaceAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON, or null where the answer is none. */
  body: unknown;
}

/** Asks a store's service over HTTP. `name` stands for it in errors, since an address may hold a credential. */
export async function askPlace(name: string, request: PlaceRequest, fetch: typeof globalThis.fetch): Promise<PlaceAnswer> {
  const { url, method = "GET", headers, body } = request;
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: "application/json", ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the token to another host.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  } catch (error) {
    throw new StoreError("unreachable", `${name} cannot be reached (${causeOf(error)})`);
  }
}

/** The failure that an answer other than a success stands for; `detail` adds what is safe of its words. */
export function failureOf(name: string, { status, headers }: PlaceAnswer, detail?: string): StoreError {
  const waitS = Number(headers.get("retry-after"));
  const said = detail ? `${status}: ${detail}` : String(status);
  return new StoreError(kindOf(status), `${name} answered ${said}`, waitS > 0 ? waitS : undefined);
}

function kindOf(status: number): StoreFailure {
  if (status === 401 || status === 403) return "denied";
  if (status === 429) return "rate_limited";
  return status >= 500 ? "unavailable" : "rejected";
}

/** Throws where a token would travel in the clear. */
export function safeAddress(url: string, allowInsecure = false): URL {
  const address = new URL(url);
  if (address.protocol === "https:" || isLoopback(address) || allowInsecure) return address;
  throw new Error("url must be https: a token would travel in the clear (allowInsecure accepts that)");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The bare code of a network error; its message may quote the address. */
function causeOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer in ${TIMEOUT_MS / 1_000} s`;
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return typeof code === "string" && /^[A-Z_]+$/.test(code) ? code : "no answer";
}

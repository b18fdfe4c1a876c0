import type * as z from "zod/mini";
import { syncServerClock } from "#components/ui/server-clock.ts";
import { ApiError } from "./api-error.ts";
import { readProblem } from "./read-problem.ts";

interface CallOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** One per dialog that was opened: the second click of it returns the same command. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

const hasServerTime = (value: unknown): value is { server_time: string } =>
  typeof value === "object" && value !== null && "server_time" in value && typeof value.server_time === "string";

async function send(path: string, { method = "GET", body, idempotencyKey, signal }: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;
  try {
    return await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("unreachable", "Lanekeeper did not answer. Check the connection.");
  }
}

/**
 * Calls the console's own API and checks the answer against the contract. An answer that does not match is
 * reported and still shown: at 2 am a screen with one odd field beats no screen. Throws `ApiError`.
 */
export async function callApi<T extends z.ZodMiniType>(schema: T, path: string, options: CallOptions = {}): Promise<z.infer<T>> {
  const response = await send(path, options);
  if (!response.ok) throw await readProblem(response);
  const body: unknown = response.status === 204 ? undefined : await response.json();
  if (hasServerTime(body)) syncServerClock(body.server_time);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  console.error(`The answer of ${path} does not match the contract`, parsed.error.issues);
  return body as z.infer<T>;
}

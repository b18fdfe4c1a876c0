import type * as z from "zod/mini";
import type { AuthMode } from "./auth-mode.ts";

type Schema = z.ZodMiniType;

/** What an answer is: JSON of a schema, a stream of events, plain text, or nothing but its status. */
export type Answer = Schema | "event-stream" | "text" | "empty";

/** One HTTP operation, as the document of the API tells it. */
export interface Operation {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `{names}` where the path varies. */
  path: string;
  auth: AuthMode;
  summary: string;
  query?: Schema;
  /** By media type. */
  body?: Record<string, Schema>;
  answers: Record<number, Answer>;
}

const JSON_TYPE = "application/json";

interface Shape {
  query?: Schema;
  body?: Schema | Record<string, Schema>;
  answers: Record<number, Answer>;
}

const isSchema = (body: Schema | Record<string, Schema>): body is Schema => "_zod" in body;

/** An operation from `"GET /path"`, who may call it, one plain sentence, and what goes in and out. */
export function operation(
  address: `${Operation["method"]} /${string}`,
  auth: AuthMode,
  summary: string,
  shape: Shape,
): Operation {
  const [method, path = ""] = address.split(" ") as [Operation["method"], string];
  const { body, ...rest } = shape;
  const bodies = body === undefined ? {} : { body: isSchema(body) ? { [JSON_TYPE]: body } : body };
  return { method, path, auth, summary, ...rest, ...bodies };
}

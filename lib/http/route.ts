import { randomUUID } from "node:crypto";
import type * as z from "zod/mini";
import type { LiveSession } from "#lib/auth/session.ts";
import type { AuthMode } from "#lib/contract/auth-mode.ts";
import { parse } from "#lib/contract/parse.ts";
import type { Context } from "#lib/pipeline/context.ts";
import { refuseSecret } from "#lib/pipeline/refuse-secret.ts";
import { authorize, watchAccess } from "./authorize.ts";
import { problemResponse } from "./problem-response.ts";
import { mediaType, readJson } from "./read-json.ts";
import { toResponse } from "./reply.ts";

type Schema = z.ZodMiniType;
type Parsed<S> = S extends Schema ? z.output<S> : undefined;

/** What a handler gets: everything is checked, and the caller may do this. */
export interface RouteInput<Params, Query, Body> {
  ctx: Context;
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  /** The browser's session; null for keys and tokens. */
  session: LiveSession | null;
  /** For open streams: calls back once key or session no longer hold; returns the function that ends the watch. */
  watchAccess: (onEnded: () => void) => () => void;
}

export interface RouteOptions<P, Q, B> {
  auth: AuthMode;
  params?: P;
  query?: Q;
  /** Schema of the JSON body. Left out, the handler may read `request` itself. */
  body?: B;
  /** The body may be left out, and is `{}` then. */
  bodyIsOptional?: true;
  /** Fields of the body that the handler itself clears of credentials; in all else that is sent they are refused. */
  mayHoldSecret?: readonly string[];
  handler: (input: RouteInput<Parsed<P>, Parsed<Q>, Parsed<B>>) => unknown;
}

/** What Next calls. `auth` is readable, so that a test can hold it against the list of operations. */
export interface RouteHandler {
  (request: Request, context: { params: Promise<Record<string, string | string[] | undefined>> }): Promise<Response>;
  auth: AuthMode;
}

/**
 * An API operation: states who may call it and what it takes, and does one call.
 * The value returned becomes JSON; whatever is thrown becomes problem+json.
 */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(options: RouteOptions<P, Q, B>): RouteHandler {
  const { auth } = options;
  const handle = async (request: Request, context: { params: Promise<unknown> }): Promise<Response> => {
    const requestId = randomUUID();
    try {
      const authorized = await authorize(request, auth, requestId);
      const result = await options.handler({
        ...authorized,
        request,
        watchAccess: (onEnded) => watchAccess(authorized, onEnded),
        params: take(options.params, await context.params, "path"),
        query: take(options.query, queryOf(request), "query"),
        body: take(
          options.body,
          options.body && (await readBody(request, options.bodyIsOptional)),
          "body",
          options.mayHoldSecret,
        ),
      });
      return toResponse(result, requestId);
    } catch (error) {
      return problemResponse(error, requestId);
    }
  };
  return Object.assign(handle, { auth });
}

/** What a schema makes of one part of a request, once nothing in it looks like a credential. */
function take<S extends Schema | undefined>(
  schema: S | undefined,
  value: unknown,
  part: "path" | "query" | "body",
  mayHoldSecret?: readonly string[],
): Parsed<S> {
  refuseSecret(value, part, mayHoldSecret);
  return (schema && parse(schema, value, part)) as Parsed<S>;
}

const readBody = async (request: Request, isOptional = false): Promise<unknown> =>
  isOptional && mediaType(request) === "" ? {} : readJson(request);

const queryOf = (request: Request): Record<string, string> => Object.fromEntries(new URL(request.url).searchParams);

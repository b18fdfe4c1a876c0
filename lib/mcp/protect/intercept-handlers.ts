export type Result = Record<string, unknown>;
export type Handler<Request = unknown> = (request: Request, context: unknown) => Result | Promise<Result>;

/** What the protocol objects of both lines of the SDK have in common; neither offers middleware. */
export interface HandlerHost {
  setRequestHandler: (named: unknown, ...rest: unknown[]) => unknown;
  /** Throws where a handler was set already. */
  assertCanSetRequestHandler?: (method: string) => void;
  /** Where both keep the handlers they were given, by method. */
  _requestHandlers?: unknown;
  /** Answers what no handler does. */
  fallbackRequestHandler?: Handler | undefined;
}

/**
 * Lets `wrap` put something around the handlers of some methods, whether they are set later or were set before. It runs before the
 * server validates the input of a call. Throws where a handler that was set before cannot be reached.
 */
export function interceptHandlers(
  host: HandlerHost,
  methods: readonly string[],
  wrap: (method: string, handler: Handler) => Handler,
): void {
  wrapPresent(host, methods, wrap);
  watchFallback(host, methods, wrap);
  const setRequestHandler = host.setRequestHandler.bind(host);
  host.setRequestHandler = (named, ...rest) => {
    const method = methodOf(named);
    if (method === null || !methods.includes(method)) return setRequestHandler(named, ...rest);
    const [handler] = rest;
    if (typeof handler !== "function" || rest.length > 1)
      throw new Error(`A ${method} handler with schemas of its own cannot be gated`);
    return setRequestHandler(named, wrap(method, handler as Handler));
  };
}

function wrapPresent(host: HandlerHost, methods: readonly string[], wrap: (method: string, handler: Handler) => Handler): void {
  const present = host._requestHandlers instanceof Map ? (host._requestHandlers as Map<string, Handler>) : null;
  for (const method of methods) {
    const handler = present?.get(method);
    if (handler) present?.set(method, wrap(method, handler));
    else host.assertCanSetRequestHandler?.(method);
  }
}

/** A server may answer everything by one handler, as those do that stand in front of others. */
function watchFallback(host: HandlerHost, methods: readonly string[], wrap: (method: string, handler: Handler) => Handler): void {
  const wrapped = (handler: Handler | undefined): Handler | undefined =>
    handler &&
    ((request, context) => {
      const { method = "" } = request as { method?: string };
      return (methods.includes(method) ? wrap(method, handler) : handler)(request, context);
    });
  let fallback = wrapped(host.fallbackRequestHandler);
  Object.defineProperty(host, "fallbackRequestHandler", {
    configurable: true,
    enumerable: true,
    get: () => fallback,
    set: (handler: Handler | undefined) => {
      fallback = wrapped(handler);
    },
  });
}

interface Literal {
  value?: unknown;
  _zod?: { def?: { values?: unknown[] } };
}
interface RequestSchema {
  shape?: { method?: Literal };
  _zod?: { def?: { shape?: { method?: Literal } } };
}

/** The 2.x line names a method by itself, the 1.x line by the schema of its request, of zod 3, zod 4 or zod mini. */
function methodOf(named: unknown): string | null {
  if (typeof named !== "object" || named === null) return typeof named === "string" ? named : null;
  const schema = named as RequestSchema;
  const literal = schema.shape?.method ?? schema._zod?.def?.shape?.method;
  const method = literal?.value ?? literal?._zod?.def?.values?.[0];
  return typeof method === "string" ? method : null;
}

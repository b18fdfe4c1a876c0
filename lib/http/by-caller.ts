import type { RouteHandler } from "./route.ts";

/** One address with two meanings: a server's key is answered by one route, everybody else by the other. */
export function byCaller({ server, others }: { server: RouteHandler; others: RouteHandler }): RouteHandler {
  const handle: (...args: Parameters<RouteHandler>) => Promise<Response> = (request, context) =>
    /^Bearer +lk_srv_/i.test(request.headers.get("authorization") ?? "") ? server(request, context) : others(request, context);
  return Object.assign(handle, { auth: "any" as const });
}

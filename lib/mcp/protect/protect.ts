import type { ProtectableServer, ProtectOptions } from "../keeper-types.ts";
import type { Lane } from "../lane/lane.ts";
import { refuse } from "../lane/refusal.ts";
import { LaneRefusedError } from "../lane-refused-error.ts";
import type { Logger } from "../options.ts";
import { runTraced } from "./current-trace.ts";
import { gateCall, runUngated } from "./gate-call.ts";
import { askedFor, GATED_METHODS, type GatedMethod, type GatedRequest, isGated } from "./gated-request.ts";
import { type Handler, type HandlerHost, interceptHandlers } from "./intercept-handlers.ts";
import { ambiguousRoutes, laneOfRequest } from "./lane-of-request.ts";
import type { ToolCatalogue } from "./tool-catalogue.ts";
import { typedResult } from "./typed-result.ts";

/** What the servers that one keeper protects have in common; a server may be built for each request. */
export interface Protection {
  lanes: ReadonlyMap<string, Lane>;
  tools: ToolCatalogue;
  logger: Logger;
}

/**
 * Gates one server instance: an `McpServer` or a `Server` of its own, of the 1.x or the 2.x line of the SDK. Throws where several
 * lanes power one tool and nothing tells them apart, and where the handlers of the server are out of reach.
 */
export function protect(server: ProtectableServer, options: ProtectOptions, protection: Protection): void {
  const { lanes, tools } = protection;
  const ambiguous = options.resolve ? [] : ambiguousRoutes(lanes);
  if (ambiguous.length > 0) throw new Error(`Several lanes power ${ambiguous.join(", ")}: pass resolve to protect()`);
  const host = ("server" in server ? server.server : server) as unknown as HandlerHost;
  interceptHandlers(host, [...GATED_METHODS, "tools/list"], (method, handler) =>
    isGated(method) ? gate(method, handler as Handler<GatedRequest>, options, protection) : watchList(handler, tools),
  );
  noteRegistrations(server, tools);
}

function gate(
  method: GatedMethod,
  handler: Handler<GatedRequest>,
  options: ProtectOptions,
  { lanes, tools, logger }: Protection,
): Handler {
  const passGate: Handler<GatedRequest> = async (request, context) => {
    const found = laneOfRequest(lanes, options, method, request);
    const handle = () => handler(request, context);
    if (found.kind === "lane") return gateCall(found.lane, found.tool, handle);
    if (found.kind === "none") return method === "tools/call" ? runUngated(found.tool, handle) : handle();
    logger.error("No lane has the name that resolve gave", { asked: askedFor(method, request), named: found.named });
    throw refuse(found.named, { code: "preflight_refused", certainty: "confirmed" }, false, "unresolved-lane");
  };
  const answer: Handler<GatedRequest> = async (request, context) => {
    try {
      return await passGate(request, context);
    } catch (error) {
      // Only the result of a tool can tell of a failure; what is asked to become a task is none yet.
      if (!(error instanceof LaneRefusedError) || method !== "tools/call" || request.params?.task) throw error;
      return typedResult(error, tools.mayBeStructured(request.params?.name ?? ""));
    }
  };
  return (request, context) => runTraced(request as GatedRequest, () => answer(request as GatedRequest, context));
}

function watchList(list: Handler, tools: ToolCatalogue): Handler {
  return async (request, context) => {
    const listed = await list(request, context);
    tools.note(listed);
    return listed;
  };
}

type Register = (name: string, ...rest: unknown[]) => { outputSchema?: unknown };

/** A client may list the tools of one instance and call them at another, so every registration is taken to notice. */
function noteRegistrations(server: ProtectableServer, tools: ToolCatalogue): void {
  const target = server as unknown as Record<string, Register | undefined>;
  for (const name of ["registerTool", "tool"]) {
    const register = target[name]?.bind(server);
    if (!register) continue;
    target[name] = (tool, ...rest) => {
      const registered = register(tool, ...rest);
      tools.note({ tools: [{ name: tool, outputSchema: registered.outputSchema }] });
      return registered;
    };
  }
}

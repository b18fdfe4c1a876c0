import type { ProtectableServer, ProtectOptions, ToolCallRequest } from "../keeper-types.ts";
import type { Lane } from "../lane/lane.ts";
import { refuse } from "../lane/refusal.ts";
import type { Logger } from "../options.ts";
import { runTraced } from "./current-trace.ts";
import { gateCall } from "./gate-call.ts";
import { ambiguousTools, laneOfCall } from "./lane-of-call.ts";
import { typedResult } from "./typed-result.ts";

type Handler = (request: ToolCallRequest, context: unknown) => Promise<Record<string, unknown>>;
interface HandlerHost {
  setRequestHandler: (method: string, ...rest: unknown[]) => unknown;
  assertCanSetRequestHandler?: (method: string) => void;
}
type RegisterTool = (name: string, ...rest: unknown[]) => { outputSchema?: unknown };

/**
 * Gates `tools/call` of one server instance by wrapping the handler as it is set, which is before the server validates a call's
 * input. Works on both generations of the official SDK, which offer no middleware. Throws where that is no longer possible.
 */
export function protect(
  mcpServer: ProtectableServer,
  lanes: ReadonlyMap<string, Lane>,
  options: ProtectOptions,
  logger: Logger,
): void {
  if (!options.resolve && ambiguousTools(lanes).length > 0) {
    throw new Error(`Several lanes power ${ambiguousTools(lanes).join(", ")}: pass resolve to protect()`);
  }
  const server = mcpServer.server as unknown as HandlerHost;
  assertFirst(server);
  const mayBeStructured = watchTools(mcpServer);
  const setRequestHandler = server.setRequestHandler.bind(server);
  server.setRequestHandler = (method, ...rest) => {
    if (method !== "tools/call") return setRequestHandler(method, ...rest);
    const [handler] = rest;
    if (typeof handler !== "function" || rest.length > 1)
      throw new Error("A tools/call handler with schemas of its own cannot be gated");
    return setRequestHandler(method, wrap(handler as Handler, lanes, options, mayBeStructured, logger));
  };
}

function wrap(
  handler: Handler,
  lanes: ReadonlyMap<string, Lane>,
  options: ProtectOptions,
  mayBeStructured: (tool: string) => boolean,
  logger: Logger,
): Handler {
  const gate: Handler = (request, context) => {
    const found = laneOfCall(lanes, options, request);
    const tool = request.params.name;
    if (found.kind === "none") return handler(request, context);
    if (found.kind === "unresolved") {
      logger.error("No lane has the name that resolve gave", { tool, named: found.named });
      const error = refuse(found.named, { code: "preflight_refused", certainty: "confirmed" }, false, "unresolved-lane");
      return Promise.resolve(typedResult(error, mayBeStructured(tool)));
    }
    return gateCall({ lane: found.lane, tool, structured: mayBeStructured(tool), handle: () => handler(request, context) });
  };
  return (request, context) => runTraced(request, () => gate(request, context));
}

function assertFirst(server: HandlerHost): void {
  try {
    server.assertCanSetRequestHandler?.("tools/call");
  } catch {
    throw new Error("protect() must come before the first tool is registered, and before capabilities.tools is declared");
  }
}

/** Notes every tool as it is registered; an unknown one is taken to have an output schema. */
function watchTools(mcpServer: ProtectableServer): (tool: string) => boolean {
  const target = mcpServer as unknown as { registerTool: RegisterTool };
  const registerTool = target.registerTool.bind(target);
  const registered = new Map<string, { outputSchema?: unknown }>();
  target.registerTool = (name, ...rest) => {
    const tool = registerTool(name, ...rest);
    registered.set(name, tool);
    return tool;
  };
  return (name) => registered.get(name)?.outputSchema === undefined && registered.has(name);
}

import type { ToolCallRequest } from "../keeper-types.ts";

/** Requests behind which a credential may stand. */
export const GATED_METHODS = ["tools/call", "resources/read", "prompts/get"] as const;
export type GatedMethod = (typeof GATED_METHODS)[number];

export const isGated = (method: string): method is GatedMethod => (GATED_METHODS as readonly string[]).includes(method);

/** A request as a handler of either line of the SDK gets it; a resource is named by `uri`, everything else by `name`. */
export interface GatedRequest {
  params?: Partial<ToolCallRequest["params"]> & { uri?: string; task?: unknown };
}

/** What a route calls the thing that a request asks for: a tool by its name, `resource:` and an address, `prompt:` and a name. */
export function askedFor(method: GatedMethod, { params = {} }: GatedRequest): string {
  if (method === "tools/call") return params.name ?? "";
  return method === "prompts/get" ? `prompt:${params.name ?? ""}` : `resource:${normalised(params.uri ?? "")}`;
}

/** The SDK looks a resource up by its normalised address, so another spelling must not lead past the gate. */
function normalised(uri: string): string {
  return URL.parse(uri)?.href ?? uri;
}

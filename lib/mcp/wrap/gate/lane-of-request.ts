/** What one lane powers, as its configuration says. */
export interface LanePowers {
  lane: string;
  tools: readonly string[];
  /** Beginnings of addresses; `*` is all of them. */
  resources: readonly string[];
  prompts: readonly string[];
  /** It powers whatever no other lane does. */
  isRest: boolean;
}

/** Requests that use a credential: what stands behind each is named in its parameters. */
export const GATED_METHODS = ["tools/call", "resources/read", "prompts/get"] as const;
export type GatedMethod = (typeof GATED_METHODS)[number];

export const isGated = (method: string): method is GatedMethod => (GATED_METHODS as readonly string[]).includes(method);

/** The lane behind a request, or null where none is. Pure. */
export function laneOfRequest(powers: readonly LanePowers[], method: GatedMethod, params: unknown): string | null {
  const { name, uri } = textsOf(params);
  const isPowered: Record<GatedMethod, (one: LanePowers) => boolean> = {
    "tools/call": ({ tools }) => tools.includes(name),
    "resources/read": ({ resources }) => resources.some((start) => start === "*" || uri.startsWith(start)),
    "prompts/get": ({ prompts }) => prompts.some((prompt) => prompt === "*" || prompt === name),
  };
  return (powers.find(isPowered[method]) ?? powers.find(({ isRest }) => isRest))?.lane ?? null;
}

/** What a request is called in reports: its tool, else its kind. */
export const routeOfRequest = (method: GatedMethod, params: unknown): string =>
  (method === "tools/call" && textsOf(params).name) || method;

function textsOf(params: unknown): { name: string; uri: string } {
  const { name, uri } = (typeof params === "object" && params !== null ? params : {}) as Record<string, unknown>;
  return { name: typeof name === "string" ? name : "", uri: typeof uri === "string" ? uri : "" };
}

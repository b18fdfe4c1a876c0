import type { Keeper, LaneOptions, ProtectableServer } from "#lib/mcp/index.ts";

export const LANE = "github-prod";
export const URI = "github://issues/7";
const DONE = "done";

/** What the lane of these servers powers. */
export const ROUTES: LaneOptions["routes"] = [
  { tool: "issues_list", side_effect: "read" },
  { tool: "issues_create", side_effect: "write" },
  { tool: "typed", side_effect: "read" },
  { tool: "resource:github://issues/{number}", side_effect: "read" },
  { tool: "prompt:triage", side_effect: "read" },
];

/** A server as its author writes it: gated, and with the lane's `fetch` in every handler. */
export type BuildServer<Server extends ProtectableServer> = (keeper: Keeper) => Server;

/** Asks the provider for one thing; what it refuses is the handler's own error. */
export async function ask(keeper: Keeper, path: string, method = "GET"): Promise<void> {
  const response = await keeper.lane(LANE).fetch(path, { method });
  if (!response.ok) throw new Error(`the provider answered ${response.status}`);
}

export const text = (said = DONE) => ({ content: [{ type: "text" as const, text: said }] });
export const contents = (uri: string) => ({ contents: [{ uri, text: DONE }] });
export const messages = () => ({ messages: [{ role: "user" as const, content: { type: "text" as const, text: DONE } }] });

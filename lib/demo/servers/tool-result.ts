import type { CallToolResult } from "@modelcontextprotocol/server";

/** What a tool returns for an upstream answer that is no credential failure: those never come this far. */
export async function toolResult(response: Response, summarize: (body: unknown) => string): Promise<CallToolResult> {
  if (response.ok) return { content: [{ type: "text", text: summarize(await response.json()) }] };
  return { isError: true, content: [{ type: "text", text: `The provider answered ${response.status}.` }] };
}

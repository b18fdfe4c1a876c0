import { StreamableHTTPClientTransport, type Transport } from "@modelcontextprotocol/client";
import type { HttpServerProcess } from "../processes/http-server-process.ts";
import type { Servers } from "../processes/start-servers.ts";
import type { ToolBoard } from "./tool-board.ts";
import { startToolLoop, type ToolLoop } from "./tool-loop.ts";
import { CRM_TOOLS, GITHUB_TOOLS, STRIPE_TOOLS } from "./tools.ts";

/** A real MCP client for each process. */
export function startClients({ githubTools, stripeBilling, crm }: Servers, board: ToolBoard, everyMs: number): ToolLoop[] {
  const shared = { board, everyMs };
  const overHttp = { ...shared, negotiation: "auto" } as const;
  return [
    ...githubTools.map((replica) =>
      startToolLoop({ ...overHttp, server: "github-tools", tools: GITHUB_TOOLS, openTransport: () => transportTo(replica) }),
    ),
    startToolLoop({
      ...overHttp,
      server: "stripe-billing",
      tools: STRIPE_TOOLS,
      openTransport: () => transportTo(stripeBilling),
    }),
    startToolLoop({
      ...shared,
      server: "crm",
      tools: CRM_TOOLS,
      negotiation: "legacy",
      openTransport: () => crm.openTransport(),
    }),
  ];
}

function transportTo(server: HttpServerProcess): Transport | null {
  const endpoint = server.endpoint();
  return endpoint === null ? null : new StreamableHTTPClientTransport(new URL(endpoint));
}

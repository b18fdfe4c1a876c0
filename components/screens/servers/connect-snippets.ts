import type { OutgoingEvent } from "#lib/contract/event.ts";

export interface ConnectInput {
  /** Address of this Lanekeeper. */
  baseUrl: string;
  /** Slug of the server. */
  server: string;
  /** The key while it can be shown, else null. */
  secret: string | null;
  /** Server time, in milliseconds: the first report is of now and ends in an hour. */
  nowMs: number;
}

const HOUR_MS = 3_600_000;
const KEY_PLACEHOLDER = "lk_srv_…";

const exportKey = (key: string | null) => `export LANEKEEPER_KEY='${key ?? KEY_PLACEHOLDER}'`;

function firstReport({ server, nowMs }: ConnectInput): OutgoingEvent<"credential.loaded"> {
  const time = new Date(nowMs).toISOString();
  return {
    specversion: "1.0",
    id: `first-${nowMs}`,
    source: `/servers/${server}/replicas/curl-${nowMs}`,
    subject: "first-lane",
    type: "dev.lanekeeper.credential.loaded",
    time,
    data: {
      generation: 1,
      fingerprint: "9f2c41d0a7b35e68",
      issued_at: time,
      expires_at: new Date(nowMs + HOUR_MS).toISOString(),
    },
  };
}

/** One report by hand: a lane named `first-lane` that ends in an hour. */
export function curlSnippet(input: ConnectInput): string {
  return `${exportKey(input.secret)}

curl ${input.baseUrl}/api/v1/events \\
  -H "authorization: Bearer $LANEKEEPER_KEY" \\
  -H "content-type: application/cloudevents+json" \\
  -d '${JSON.stringify(firstReport(input), null, 2)}'
`;
}

/** Installs the SDK as this installation serves it; npm 12 wants to be told that an address may be a package. */
export const installSnippet = ({ baseUrl }: ConnectInput): string =>
  `npm install --allow-remote=root ${baseUrl}/downloads/lanekeeper-mcp.tgz @modelcontextprotocol/server@2.4.0\n`;

/** A whole MCP server with one lane, whose credential comes from a file. */
export function typescriptSnippet({ baseUrl, server }: ConnectInput): string {
  return `import { env } from "node:process";
import { createKeeper, fileStore } from "@lanekeeper/mcp";
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";

const keeper = createKeeper({
  url: "${baseUrl}",
  key: env.LANEKEEPER_KEY ?? "",
  server: "${server}",
  lanes: [
    {
      name: "github-prod",
      provider: "github",
      store: fileStore({ path: "/run/secrets/github" }),
      routes: [{ tool: "issues_list", side_effect: "read" }],
    },
  ],
});
await keeper.start();
const github = keeper.lane("github-prod");

serveStdio(() => {
  const server = new McpServer({ name: "${server}", version: "1.0.0" });
  keeper.protect(server); // before the tools are registered
  server.registerTool("issues_list", { description: "Open issues" }, async () => {
    const answer = await github.fetch("https://api.github.com/repos/acme/site/issues");
    return { content: [{ type: "text", text: await answer.text() }] };
  });
  return server;
});
`;
}

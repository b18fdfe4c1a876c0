import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createKeeper, fileStore } from "#lib/mcp/index.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";

/** What a server that rotates is told on its command line. */
export interface RotatingLife {
  url: string;
  key: string;
  replica: string;
  lane: string;
  provider: string;
  secretPath: string;
  stateDir: string;
}

const { url, key, replica, lane: name, provider, secretPath, stateDir } = JSON.parse(process.argv[2] ?? "{}") as RotatingLife;
const keeper = createKeeper({
  url,
  key,
  server: "github-tools",
  replica,
  stateDir,
  lanes: [
    {
      name,
      provider: "github",
      store: fileStore({ path: secretPath }),
      routes: [{ tool: "issues_list", side_effect: "read" }],
      baseUrl: provider,
      probe: ({ fetch }) => fetch("/user"),
      create: () => writeAtomically(secretPath, JSON.stringify({ secret: "key-4", version: "4" })),
      retire: async ({ fetch }) => {
        await fetch("/retire", { method: "POST" });
      },
    },
  ],
});
await keeper.start();
serveStdio(() => {
  const server = new McpServer({ name: "github-tools", version: "1.0.0" });
  keeper.protect(server);
  server.registerTool("issues_list", {}, async () => {
    const response = await keeper.lane(name).fetch("/issues");
    return { content: [{ type: "text", text: String(response.status) }] };
  });
  return server;
});

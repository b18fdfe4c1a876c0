import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createKeeper, fileStore } from "#lib/mcp/index.ts";
import { LANE, ROUTES } from "./powers.ts";
import { SERVERS_1 } from "./servers-1.ts";
import { SERVERS_2 } from "./servers-2.ts";

/** What a server over standard input is told on its command line. */
interface StdioLife {
  line: 1 | 2;
  url: string;
  key: string;
  provider: string;
  secretPath: string;
}

const { line, url, key, provider, secretPath } = JSON.parse(process.argv[2] ?? "{}") as StdioLife;
const store = fileStore({ path: secretPath });
const lane = { name: LANE, provider: "github", store, routes: ROUTES, baseUrl: provider };
const keeper = createKeeper({ url, key, server: "github-tools", stateDir: null, lanes: [lane] });
await keeper.start();
if (line === 1) await SERVERS_1.registerTool(keeper).connect(new StdioServerTransport());
else serveStdio(() => SERVERS_2.registerTool(keeper));

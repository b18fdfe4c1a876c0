import { createKeeper, fileStore } from "#lib/mcp/index.ts";
import { SERVER_KEY } from "./server-key.ts";

/** What a process that serves is told on its command line. */
export interface Serving {
  url: string;
  provider: string;
  secretPath: string;
}

/** What it says of each call that it is sent to make. */
export interface Served {
  pid: number;
  generation: number | null;
  status: number;
}

const LANE = "github-prod";
const { url, provider, secretPath } = JSON.parse(process.argv[2] ?? "{}") as Serving;
const keeper = createKeeper({
  url,
  key: SERVER_KEY,
  server: "github-tools",
  stateDir: null,
  lanes: [
    {
      name: LANE,
      provider: "github",
      store: fileStore({ path: secretPath }),
      routes: [{ tool: "issues_list", side_effect: "read" }],
      baseUrl: provider,
      probe: ({ fetch }) => fetch("/user"),
      retire: async ({ fetch }) => void (await fetch("/own", { method: "DELETE" })),
    },
  ],
});
await keeper.start();
const lane = keeper.lane(LANE);
process.on("message", async (path: string) => {
  const { status } = await lane.fetch(path);
  const served: Served = { pid: process.pid, generation: lane.status().generation, status };
  process.send?.(served);
});
process.send?.("ready");

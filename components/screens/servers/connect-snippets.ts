import type { OutgoingEvent } from "#lib/contract/event.ts";
import type { Installation } from "./installation.ts";

export interface ConnectInput extends Installation {
  /** Slug of the server. */
  server: string;
  /** The key while it can be shown, else null. */
  secret: string | null;
  /** Server time, in milliseconds: the first report is of now and ends in an hour. */
  nowMs: number;
}

const HOUR_MS = 3_600_000;
const KEY_PLACEHOLDER = "lk_srv_…";
const MCP_SERVER = "@modelcontextprotocol/server@2.4.0";

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

/** Address of the SDK; one with a version stays good in a lock file. */
const sdkUrl = ({ baseUrl, sdk }: Installation): string => `${baseUrl}/downloads/${sdk?.file ?? "lanekeeper-mcp-latest.tgz"}`;

/** npm 12 wants to be told that an address may be a package. */
const install = (input: ConnectInput, ...packages: string[]): string =>
  `${exportKey(input.secret)}
npm install --allow-remote=root ${[sdkUrl(input), ...packages].join(" ")}
`;

/** Installs the SDK as this installation serves it, beside the MCP SDK that the server below is written for. */
export const sdkInstallSnippet = (input: ConnectInput): string => install(input, MCP_SERVER);

/** A whole MCP server with one lane, whose credential comes from a file. */
export function sdkSnippet({ baseUrl, server }: ConnectInput): string {
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

export const wrapperInstallSnippet = (input: ConnectInput): string => install(input);

/** `lanekeeper.yaml`: one lane that powers every tool of the wrapped server. */
export function wrapperSnippet({ baseUrl, server }: ConnectInput): string {
  return `url: ${baseUrl}
server: ${server}
lanes:
  - name: github-prod
    provider: github
    store: { type: file, path: /run/secrets/github }
    inject: { env: GITHUB_TOKEN }
`;
}

/** Runs a server as it is, in any language, with the credential in its environment. */
export const wrapSnippet = (): string => "npx lanekeeper-mcp wrap --config lanekeeper.yaml -- python my_server.py\n";

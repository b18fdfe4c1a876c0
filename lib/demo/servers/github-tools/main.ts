import { createServer } from "node:http";
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { readConfig } from "../config.ts";
import { keepServer, stopWithParent } from "../keep-server.ts";
import { buildGitHubServer } from "./build-server.ts";
import { gitHubLanes } from "./lanes.ts";

const [, , configPath] = process.argv;
const config = await readConfig(configPath);
const keeper = keepServer("github-tools", configPath, config, gitHubLanes(config));
const mcp = createMcpHandler(() => buildGitHubServer(keeper));
const answer = toNodeHandler(mcp);
const isLocalHost = localhostHostValidation();
const isLocalOrigin = localhostOriginValidation();

const http = createServer((request, response) => {
  if (isLocalHost(request, response) && isLocalOrigin(request, response)) void answer(request, response);
});

stopWithParent(async () => {
  http.close();
  http.closeAllConnections();
  await keeper.stop();
});
await keeper.start();
http.listen(config.port ?? 0, "127.0.0.1", () => {
  const address = http.address();
  if (address !== null && typeof address === "object") process.send?.({ url: `http://127.0.0.1:${address.port}/mcp` });
});

import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { readConfig } from "../config.ts";
import { keepServer, stopWithParent } from "../keep-server.ts";
import { buildCrmServer } from "./build-server.ts";
import { crmLanes } from "./lanes.ts";

const [, , configPath] = process.argv;
const config = await readConfig(configPath);
const keeper = keepServer("crm", configPath, config, crmLanes(config));

await keeper.start();
const connection = serveStdio(() => buildCrmServer(keeper));
stopWithParent(async () => {
  await connection.close();
  await keeper.stop();
});

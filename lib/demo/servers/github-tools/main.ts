import { readConfig } from "../config.ts";
import { keepServer } from "../keep-server.ts";
import { serveHttp } from "../serve-http.ts";
import { buildGitHubServer } from "./build-server.ts";
import { gitHubLanes } from "./lanes.ts";

const [, , configPath] = process.argv;
const config = await readConfig(configPath);
const keeper = keepServer("github-tools", configPath, config, gitHubLanes(config));
await serveHttp(keeper, () => buildGitHubServer(keeper), config.port);

import { readConfig } from "../config.ts";
import { keepServer } from "../keep-server.ts";
import { serveHttp } from "../serve-http.ts";
import { buildStripeServer } from "./build-server.ts";
import { stripeLanes } from "./lanes.ts";

const [, , configPath] = process.argv;
const config = await readConfig(configPath);
const keeper = keepServer("stripe-billing", configPath, config, stripeLanes(config));
await serveHttp(keeper, () => buildStripeServer(keeper), config.port);

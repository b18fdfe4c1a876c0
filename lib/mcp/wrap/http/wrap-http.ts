import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Writable } from "node:stream";
import { inBackground } from "../../in-background.ts";
import { openKeeper } from "../../keeper.ts";
import { isLoopback } from "../../loopback.ts";
import type { Logger } from "../../options.ts";
import { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import { keeperOptions, restOf, waysOf } from "../config/keeper-options.ts";
import type { WrapConfig } from "../config/schema.ts";
import type { Surroundings } from "../config/surroundings.ts";
import { RequestGate } from "../gate/request-gate.ts";
import type { Ending } from "../stdio/server-process.ts";
import { Carriers } from "./carriers.ts";
import { HttpExchange } from "./http-exchange.ts";
import { OpenCalls } from "./open-calls.ts";
import { Upstream } from "./upstream.ts";

export interface HttpWrapOptions {
  config: WrapConfig;
  surroundings: Surroundings;
  /** Address of the wrapped server. */
  upstream: URL;
  /** Zero: any free port. */
  port: number;
  /** Gets the address at which clients find the server. */
  output: Writable;
  onSignal(pass: (signal: NodeJS.Signals) => void): void;
  logger: Logger;
}

/** Serves an MCP server that is elsewhere on loopback, with lanes between it and its clients. Resolves when a signal ends it. */
export async function wrapHttp(options: HttpWrapOptions): Promise<Ending> {
  const { config, surroundings, upstream: url, logger } = options;
  if (url.protocol !== "https:" && !isLoopback(url) && !config.allow_insecure)
    throw new Error("--http must be https: the credential would travel in the clear (allow_insecure: true accepts that)");
  const keeper = openKeeper(await keeperOptions(config, surroundings, async () => {}, logger));
  await keeper.start();
  const tools = new ToolCatalogue();
  const upstream = new Upstream(url);
  const exchange = new HttpExchange({
    upstream,
    path: url.pathname,
    gate: new RequestGate(keeper.lanes, restOf(config), tools),
    tools,
    carriers: new Carriers(keeper.lanes, waysOf(config, surroundings)),
    calls: new OpenCalls(),
    logger,
  });
  const server = createServer((request, response) => inBackground(exchange.handle(request, response), logger));
  // A long call is nobody's fault, and neither is a large one.
  server.requestTimeout = 0;
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
  options.output.write(`Listening on http://127.0.0.1:${port}${url.pathname}\n`);
  await new Promise((resolve) => options.onSignal(resolve));
  server.close();
  server.closeAllConnections();
  upstream.close();
  await keeper.stop();
  return { code: 0, signal: null };
}

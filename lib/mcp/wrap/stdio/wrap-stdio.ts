import type { Readable, Writable } from "node:stream";
import { messageOf } from "../../emitter.ts";
import { openKeeper } from "../../keeper.ts";
import type { Logger } from "../../options.ts";
import { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import { withTimeLimit } from "../../time-limit.ts";
import { keeperOptions, restOf, waysOf } from "../config/keeper-options.ts";
import type { WrapConfig } from "../config/schema.ts";
import type { Surroundings } from "../config/surroundings.ts";
import { Exchange } from "../exchange/exchange.ts";
import { RequestGate } from "../gate/request-gate.ts";
import { CredentialTaker } from "./credential-taker.ts";
import { Injection } from "./injection.ts";
import { OutageReport } from "./outage-report.ts";
import type { Ending } from "./server-process.ts";
import { readLines } from "./server-process.ts";
import { ServerRunner } from "./server-runner.ts";
import { Sink } from "./sink.ts";

export interface StdioWrapOptions {
  config: WrapConfig;
  surroundings: Surroundings;
  /** The wrapped server's program and arguments. */
  command: readonly [string, ...string[]];
  input: Readable;
  output: Writable;
  /** Calls back for every signal that is to be passed on. */
  onSignal(pass: (signal: NodeJS.Signals) => void): void;
  logger: Logger;
}

/** Runs an MCP server over standard input and output between lanes and its client. Resolves with the server's end. */
export async function wrapStdio(options: StdioWrapOptions): Promise<Ending> {
  const { config, surroundings, command, input, logger } = options;
  const injection = new Injection(waysOf(config, surroundings));
  const taker = new CredentialTaker(injection, config.handover);
  const keeper = openKeeper(
    await keeperOptions(config, surroundings, (lane, credential) => taker.take(lane, credential), logger),
  );
  await keeper.start();

  const output = new Sink(options.output);
  const tools = new ToolCatalogue();
  const gate = new RequestGate(keeper.lanes, restOf(config), tools);
  const exchange = new Exchange(gate, tools, (bytes) => output.write(bytes));
  const [program, ...args] = command;
  const runner = new ServerRunner({
    command: () => ({ program, args, environment: { ...withoutKey(config, surroundings), ...injection.variables } }),
    handover: config.handover,
    drainMs: config.drain_s * 1_000,
    startMs: config.start_s * 1_000,
    exchange,
    outage: new OutageReport([...keeper.lanes.values()]),
    clientDrained: () => output.drained,
    logger,
  });
  options.onSignal((signal) => runner.signal(signal));
  options.output.once("error", () => runner.leave());
  taker.runner = runner;
  taker.followLeases(keeper, logger);
  runner.start();
  void readLines(input, async (line) => {
    await exchange.fromClient(line).catch((error: unknown) => logger.error(NOT_PASSED, { error: messageOf(error) }));
    await runner.drained;
  }).then(() => runner.leave());
  const ending = await runner.finished;
  await Promise.all([withTimeLimit(output.end(), LAST_WORDS_MS).catch(() => {}), keeper.stop()]);
  return ending;
}

const NOT_PASSED = "A message of the client's could not be passed on";
/** A client that reads nothing any more does not keep the wrapper. */
const LAST_WORDS_MS = 5_000;

/** The server has no use for the key under which its lanes report. */
function withoutKey({ key }: WrapConfig, { environment }: Surroundings): Record<string, string | undefined> {
  return { ...environment, ...(key.env === undefined ? {} : { [key.env]: undefined }) };
}

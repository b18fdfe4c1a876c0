import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { messageOf } from "../emitter.ts";
import { readConfig } from "../wrap/config/read-config.ts";
import { type Environment, Surroundings } from "../wrap/config/surroundings.ts";
import { wrapHttp } from "../wrap/http/wrap-http.ts";
import type { Ending } from "../wrap/stdio/server-process.ts";
import { wrapStdio } from "../wrap/stdio/wrap-stdio.ts";
import { lineLogger } from "./line-logger.ts";
import { type Asked, readArguments, USAGE } from "./read-arguments.ts";

/** The process that a command line is run in. */
export interface Host {
  environment: Environment;
  input: Readable;
  openOutput(): Writable;
  errors: Writable;
  /** Calls back for every signal that should reach a wrapped server. */
  onSignal(pass: (signal: NodeJS.Signals) => void): void;
}

/** A command line or a configuration that makes no sense. */
const MISUSED: Ending = { code: 2, signal: null };

/** Does what the command line asks for, to its end. What is wrong with it goes to standard error. */
export async function runCommandLine(args: readonly string[], host: Host): Promise<Ending> {
  let asked: Asked;
  try {
    asked = readArguments(args);
  } catch (error) {
    host.errors.write(`${messageOf(error)}\n${USAGE}\n`);
    return MISUSED;
  }
  try {
    return await wrap(asked, host);
  } catch (error) {
    host.errors.write(`${messageOf(error)}\n`);
    return MISUSED;
  }
}

async function wrap(asked: Asked, { environment, input, openOutput, errors, onSignal }: Host): Promise<Ending> {
  const config = readConfig(await readFile(asked.config, "utf8"), asked.config, asked.mode);
  const surroundings = new Surroundings(environment, dirname(resolve(asked.config)));
  const shared = { config, surroundings, onSignal, logger: lineLogger(errors) };
  if (asked.mode === "http") return wrapHttp({ ...shared, upstream: asked.url, port: asked.port, output: openOutput() });
  return wrapStdio({ ...shared, command: asked.command, input, output: openOutput() });
}

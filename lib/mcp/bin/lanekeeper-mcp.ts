#!/usr/bin/env node
// The package ships alone, and this is the one place where it reads its environment.
import process, { env } from "node:process";
import { openOutput } from "./open-output.ts";
import { runCommandLine } from "./run-command-line.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const ending = await runCommandLine(process.argv.slice(2), {
  environment: env,
  input: process.stdin,
  openOutput,
  errors: process.stderr,
  onSignal(pass) {
    for (const signal of SIGNALS) process.on(signal, () => pass(signal));
  },
});
if (ending.signal !== null) {
  // Whoever started this learns how the server ended.
  process.removeAllListeners(ending.signal);
  process.kill(process.pid, ending.signal);
}
process.exit(ending.code ?? 1);

import { startChild } from "#lib/cli/supervise/child-process.ts";

// A supervisor to be killed by tests: starts the given script as its child and says nothing else.
const [script = "", logFile = ""] = process.argv.slice(2);
await startChild({ name: "child", script: [script], environment: {}, logFile });
process.stdout.write("started\n");

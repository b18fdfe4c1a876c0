import { startDemo } from "#lib/demo/index.ts";
import { demoOptions } from "./demo-options.ts";

// Runs a demo in a process of its own and prints the address of its control page.
const demo = await startDemo({ ...demoOptions(process.argv[2] ?? ""), githubReplicas: 2 });
process.on("SIGTERM", () => void demo.stop().then(() => process.exit(0)));
process.stdout.write(`${demo.controlUrl}\n`);

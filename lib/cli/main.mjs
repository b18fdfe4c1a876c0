#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on a Node that is too old for everything else, to say so.
import process from "node:process";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Lanekeeper needs Node 22.18 or newer; this is ${process.version}. Run it as \`npm run lanekeeper\` after \`npm ci\`, which brings Node 24 along on Linux, or install Node 24.`,
  );
  process.exit(1);
}

process.chdir(fileURLToPath(new URL("../..", import.meta.url)));
const { generateClient } = await import("./generate-client.mjs");
generateClient();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));

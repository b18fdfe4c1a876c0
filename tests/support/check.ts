import { spawn } from "node:child_process";
import { generateClient } from "#lib/cli/generate-client.mjs";

interface Outcome {
  name: string;
  passed: boolean;
  seconds: string;
  output: string;
}

const CHECKS = [
  { name: "format and lint", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "types", command: ["tsc", "--project", "."] },
  { name: "imports", command: ["node", "tests/support/check-imports.ts"] },
  { name: "unused code", command: ["knip", "--no-config-hints"] },
];

generateClient();

// Everything that can be known of the source without running it: no database, seconds.
const outcomes = await Promise.all(CHECKS.map(run));
for (const { name, output } of outcomes.filter(({ passed }) => !passed)) console.log(`\n${name}\n${output.trimEnd()}`);
if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1;

async function run({ name, command: [program = "", ...args] }: (typeof CHECKS)[number]): Promise<Outcome> {
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += `${error.message}: run this as \`npm run check\`\n`;
      resolve(null);
    });
    child.once("close", resolve);
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name.padEnd(16)} ${seconds} s`);
  return { name, passed: code === 0, seconds, output };
}

import { prepareEnvironment } from "./prepare-environment.ts";

interface Command {
  summary: string;
  load(): Promise<{ run(args: string[]): Promise<number> }>;
}

/** Each command is loaded only when it is asked for. */
const COMMANDS: Record<string, Command> = {
  start: { summary: "run everything: database, web and worker; builds first where needed", load: () => import("./start.ts") },
  demo: { summary: "the same, with real MCP servers and clients to watch", load: () => import("./demo.ts") },
  worker: { summary: "run the worker alone", load: () => import("./worker.ts") },
  migrate: { summary: "bring the database up to this version", load: () => import("./migrate.ts") },
  build: { summary: "build the web application and the SDK it hands out", load: () => import("./build.ts") },
  "build-mcp": { summary: "pack that SDK alone", load: () => import("./build-mcp.ts") },
  doctor: { summary: "check this machine and installation [--json]", load: () => import("./doctor.ts") },
  user: { summary: "add | reset | disable a user", load: () => import("./user.ts") },
  server: { summary: "add | list servers", load: () => import("./server.ts") },
  token: { summary: "create an API token", load: () => import("./token.ts") },
};

const HELP = `Usage: npm run lanekeeper -- <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join("\n")}

Settings come from the environment. Exit codes: 0 done, 1 failed, 2 wrong use.
`;

/** Runs one command and returns the exit code. */
export async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    process.stderr.write(`There is no command ${JSON.stringify(name)}.\n\n${HELP}`);
    return 2;
  }
  try {
    prepareEnvironment();
    const { run } = await command.load();
    return await run(args);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
}

/** What went wrong in words; the stack only where asked for. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error && !error.message.includes(error.cause.message) ? `\n${error.cause.message}` : "";
  return `${error.message || error.name}${cause}`;
}

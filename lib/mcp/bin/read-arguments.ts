import { parseArgs } from "node:util";

export const USAGE = `Usage: lanekeeper-mcp wrap --config lanekeeper.yaml -- <command of a stdio MCP server>
       lanekeeper-mcp wrap --config lanekeeper.yaml --http <url of an MCP server> [--port <port>]`;

/** What the command line asks for. */
export type Asked = { config: string } & (
  | { mode: "stdio"; command: [string, ...string[]] }
  | { mode: "http"; url: URL; port: number }
);

/** Reads the arguments behind the program's name. Throws, saying what would be right, where they make no sense. */
export function readArguments(args: readonly string[]): Asked {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const [program, ...rest] = end < 0 ? [] : args.slice(end + 1);
  const { positionals, values } = parseArgs({
    args: [...own],
    allowPositionals: true,
    options: { config: { type: "string" }, http: { type: "string" }, port: { type: "string" } },
  });
  const { config, http, port } = values;
  if (positionals.length !== 1 || positionals[0] !== "wrap") throw new Error("the only command is wrap");
  if (config === undefined) throw new Error("--config must name the configuration");
  if (http !== undefined && program !== undefined) throw new Error("give either --http or a command, not both");
  if (http !== undefined) return { config, mode: "http", url: urlOf(http), port: portOf(port ?? "0") };
  if (program === undefined) throw new Error("a command must follow --, or --http must name a server");
  if (port !== undefined) throw new Error("--port goes with --http");
  return { config, mode: "stdio", command: [program, ...rest] };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Error("--http must be the address of a server, as https://mcp.example.com/mcp");
  return url;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error("--port must lie between 0 and 65535");
  return port;
}

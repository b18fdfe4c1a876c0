import type { Writable } from "node:stream";
import type { Logger } from "../options.ts";

/** Writes one line per message to a stream, and nothing of what is only for debugging. */
export function lineLogger(stream: Writable): Logger {
  const say =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      const details = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
      stream.write(`lanekeeper-mcp ${level}: ${message}${details.join("")}\n`);
    };
  return { debug: () => {}, info: say("info"), warn: say("warn"), error: say("error") };
}

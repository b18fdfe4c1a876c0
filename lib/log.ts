import { pino } from "pino";
import { env } from "./env.ts";

const SECRETS = [
  "authorization",
  "cookie",
  "password",
  "secret",
  "token",
  "key",
  "headers.authorization",
  "headers.cookie",
  'headers["set-cookie"]',
];

export type Log = Pick<pino.Logger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;

const root = pino({
  level: env().LANEKEEPER_LOG_LEVEL,
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { error: pino.stdSerializers.err },
  formatters: { level: (label) => ({ level: label }) },
  // The net under the rule that secrets are never passed to a log in the first place.
  redact: {
    paths: SECRETS.flatMap((path) => (path.includes(".") || path.includes("[") ? [path] : [path, `*.${path}`])),
    censor: "[redacted]",
  },
});

/** A JSON log of one part of the program, one line per entry on standard output. */
export function createLog(part: string): Log {
  return root.child({ part });
}

import { Emitter } from "#lib/mcp/emitter.ts";
import { KeySource } from "#lib/mcp/key-source.ts";
import type { Logger } from "#lib/mcp/options.ts";
import { Reporter } from "#lib/mcp/report/reporter.ts";
import { ServerClock } from "#lib/mcp/server-clock.ts";
import { SERVER_KEY } from "./server-key.ts";

export const SERVER = "github-tools";

export interface ReportingOptions {
  url: string;
  replica: string;
  /** Where events are kept; absent, they are kept in memory. */
  folder?: string;
  now?: () => Date;
  emitter?: Emitter;
  /** Told every warning. */
  warn?: (message: string) => void;
}

/** A reporter as a keeper sets it up. */
export async function startReporting({ url, replica, folder, now, emitter, warn }: ReportingOptions): Promise<Reporter> {
  const logger: Logger = { debug: () => {}, info: () => {}, warn: (message) => warn?.(message), error: () => {} };
  const key = new KeySource(SERVER_KEY);
  await key.reload();
  const reporter = new Reporter({
    url,
    server: SERVER,
    replica,
    key,
    clock: new ServerClock(now ?? (() => new Date())),
    fetch,
    emitter: emitter ?? new Emitter(logger),
    logger,
    onVersion: () => undefined,
  });
  if (folder !== undefined) await reporter.keepIn(folder);
  return reporter;
}

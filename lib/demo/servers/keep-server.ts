import { createKeeper, type Keeper, type LaneOptions } from "#lib/mcp/index.ts";
import { readConfig, type ServerConfig } from "./config.ts";
import { stderrLogger } from "./stderr-logger.ts";

/** The keeper of one demo server; the key is read again from the configuration after Lanekeeper refused it. */
export function keepServer(server: string, configPath: string | undefined, config: ServerConfig, lanes: LaneOptions[]): Keeper {
  return createKeeper({
    url: config.lanekeeper.url,
    key: async () => (await readConfig(configPath)).lanekeeper.key,
    server,
    stateDir: config.stateDir,
    heartbeatS: config.heartbeatS,
    lanes,
    logger: stderrLogger,
  });
}

/** Runs `stop` once when the process is told to end, or when its parent is gone: no server outlives its demo. */
export function stopWithParent(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    void stop().finally(() => process.exit(0));
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, end);
  process.on("disconnect", end);
  process.stdin.on("end", end);
}

import { startDemo } from "#lib/demo/index.ts";
import { registerDemoServer } from "./register-demo-server.ts";
import { untilStopped } from "./supervise/until-stopped.ts";

/** Runs everything with simulated providers, real MCP servers and clients on top, until Ctrl-C or SIGTERM. */
export function run(): Promise<number> {
  return untilStopped(async ({ url, localUrl, database, dataDir, signInUrl, steps }) => {
    const demo = await steps.run(
      "Demo",
      () =>
        startDemo({
          url: localUrl,
          dataDir,
          registerServer: (server) => registerDemoServer(database, server),
          log: steps.note,
        }),
      ({ controlUrl }) => controlUrl,
    );
    return {
      stop: demo.stop,
      lines: [
        `Break things here:  ${demo.controlUrl}`,
        `Watch them here:    ${url}`,
        ...(signInUrl === null ? [] : [`Sign in (works once, for 24 hours): ${signInUrl}`]),
      ],
    };
  });
}

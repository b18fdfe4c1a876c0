import { untilStopped } from "./supervise/until-stopped.ts";

/** Runs everything until Ctrl-C or SIGTERM. */
export function run(): Promise<number> {
  return untilStopped(async ({ url, signInUrl }) => {
    const lines = [`Lanekeeper is ready: ${url}`];
    if (signInUrl !== null) lines.push(`Sign in (works once, for 24 hours): ${signInUrl}`);
    return { lines };
  });
}

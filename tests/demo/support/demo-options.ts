import type { DemoOptions } from "#lib/demo/index.ts";

const NOBODY_LISTENS = "http://127.0.0.1:9";

/** A quick demo without a script, whose Lanekeeper is away; keys have the form of real ones. */
export function demoOptions(dataDir: string): DemoOptions {
  return {
    url: NOBODY_LISTENS,
    registerServer: async ({ name }) => `lk_srv_${hex(name, 12)}_${hex(name, 48)}_${hex("installation", 32)}`,
    dataDir,
    script: false,
    githubReplicas: 1,
    pace: { ciKeyS: 600, accessTokenS: 10, stripePropagationS: 1, callEveryMs: 200, heartbeatS: 1 },
    log: () => {},
  };
}

function hex(text: string, length: number): string {
  return Buffer.from(text).toString("hex").padEnd(length, "0").slice(0, length);
}

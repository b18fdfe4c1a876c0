import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeeper, fileStore, type Keeper } from "#lib/mcp/index.ts";
import { registerServer } from "#tests/support/register-server.ts";

/** Replicas that run the real SDK, whose lanes operators pause, resume and rotate. */
export interface ObedientServer {
  slug: string;
  keepers: Keeper[];
  lanes: string[];
  /** Puts a new key into the store of a lane, to be rotated to. */
  renewKey(lane: string): void;
  stop(): Promise<void>;
}

const SLUG = "obedient";
const LANES = ["issues", "billing"];
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export async function startObedientServer(url: string, replicas: number): Promise<ObedientServer> {
  const key = await registerServer(url, SLUG);
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-obedient-"));
  const pathOf = (lane: string): string => join(folder, `${lane}.json`);
  const versions = new Map<string, number>();
  const renewKey = (lane: string): void => {
    const version = (versions.get(lane) ?? 0) + 1;
    versions.set(lane, version);
    writeFileSync(pathOf(lane), JSON.stringify({ version, secret: randomBytes(16).toString("hex"), expires_at: "never" }));
  };
  for (const lane of LANES) renewKey(lane);
  const keepers = Array.from({ length: replicas }, (_, n) =>
    createKeeper({
      url,
      key,
      server: SLUG,
      replica: `obedient-${n}`,
      stateDir: join(folder, `state-${n}`),
      heartbeatS: 2,
      logger: QUIET,
      lanes: LANES.map((name) => ({
        name,
        provider: "example",
        store: fileStore({ path: pathOf(name) }),
        routes: [{ tool: `${name}_create`, side_effect: "write" as const }],
        probe: async () => ({ ok: true }),
        retire: async () => undefined,
      })),
    }),
  );
  await Promise.all(keepers.map((keeper) => keeper.start()));
  return {
    slug: SLUG,
    keepers,
    lanes: LANES,
    renewKey,
    stop: async () => {
      await Promise.all(keepers.map((keeper) => keeper.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

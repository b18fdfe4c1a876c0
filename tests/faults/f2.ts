import { env } from "#lib/env.ts";
import { unreachable } from "./f2/unreachable.ts";
import { startInstallation } from "./support/installation.ts";
import type { Outcome, ScenarioOptions } from "./support/outcome.ts";

const REPLICAS = 20;
const MUTED = 5;

/** Lanekeeper as it is installed, out of reach again and again. */
export async function outOfReach({ rounds, say }: ScenarioOptions): Promise<Outcome> {
  const installation = await startInstallation({ webs: 1, workers: 1 });
  const { url, database } = installation;
  const lanekeeper = { url, database, token: env().LANEKEEPER_BOOTSTRAP_TOKEN ?? "" };
  try {
    const outcomes: Outcome[] = [];
    for (let round = 0; round < rounds; round += 1)
      outcomes.push(await unreachable(lanekeeper, { server: `away-${round}`, replicas: REPLICAS, muted: MUTED, say }));
    const [first] = outcomes;
    const worst = (name: string) => Math.max(...outcomes.map(({ figures }) => figures[name] ?? Number.NaN));
    const figures = Object.fromEntries(Object.keys(first?.figures ?? {}).map((name) => [name, worst(name)]));
    return { figures: { rounds, ...figures }, violations: outcomes.flatMap(({ violations }) => violations) };
  } finally {
    await installation.end();
  }
}

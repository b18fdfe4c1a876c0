import { setTimeout as sleep } from "node:timers/promises";
import { type Random, seededRandom } from "#tests/support/random.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { countAlerts } from "./support/count-alerts.ts";
import { type Installation, startInstallation } from "./support/installation.ts";
import { watchLive } from "./support/live-watcher.ts";
import { type ObedientServer, startObedientServer } from "./support/obedient-server.ts";
import type { Outcome, ScenarioOptions } from "./support/outcome.ts";
import { reportPersistently } from "./support/persistent-reporter.ts";
import { type Order, orderRestlessly } from "./support/restless-operator.ts";
import { type DueAlert, makeTrouble } from "./support/troubled-lanes.ts";
import { reachVerdict, unendedOrders } from "./support/verdict.ts";

export interface KillOptions extends ScenarioOptions {
  webs: number;
  workers: number;
  eventsPerSecond: number;
}

const SERVERS = 3;
const REPORTERS_PER_SERVER = 4;
const OBEDIENT_REPLICAS = 2;
const BATCH = 50;
const SHARE_IN_TROUBLE = 0.03;
const REPLAYED = 0.05;
const ORDER_EVERY_MS = 2_000;
const COME_TO_REST_MS = 90_000;

/**
 * Kills Postgres, a backend of it, a web or a worker at random points under load, and holds what is stored afterwards against
 * what was promised: every accepted event once, every alert due once, every order an outcome, every lane what its events fold to.
 */
export async function killUnderLoad(options: KillOptions): Promise<Outcome> {
  const installation = await startInstallation(options);
  try {
    const obedient = await startObedientServer(installation.url, OBEDIENT_REPLICAS);
    try {
      return await rehearse(installation, obedient, options);
    } finally {
      await obedient.stop();
    }
  } finally {
    await installation.end();
  }
}

async function rehearse(installation: Installation, obedient: ObedientServer, options: KillOptions): Promise<Outcome> {
  const { url, webUrls } = installation;
  const random = seededRandom(options.seed);
  const enough = new AbortController();
  const due: DueAlert[] = [];
  const startedAt = performance.now();
  const reporting = await startReporters(url, options, due, enough.signal);
  const ordering = orderRestlessly(url, obedient, { random, everyMs: ORDER_EVERY_MS, until: enough.signal });
  const watchers = webUrls.map(watchLive);
  const kills = await killAtRandom(installation, random, options);
  enough.abort();
  const [accounts, orders] = [await Promise.all(reporting), await ordering];
  const seconds = (performance.now() - startedAt) / 1_000;
  options.say(`Load ended after ${Math.round(seconds)} s; waiting until everything has come to rest`);
  await untilAtRest(installation, due, orders);
  await Promise.all(watchers.map((watcher) => watcher.stop()));
  const { figures, violations } = await reachVerdict(installation, obedient, { accounts, due, orders, watchers });
  const rate = accounts.reduce((total, { accepted }) => total + accepted.length, 0) / seconds;
  return { figures: { rounds: options.rounds, ...kills, "events/s": rate, ...figures }, violations };
}

async function startReporters(url: string, { seed, eventsPerSecond }: KillOptions, due: DueAlert[], until: AbortSignal) {
  const slugs = Array.from({ length: SERVERS }, (_, n) => `load-${n}`);
  const servers = await Promise.all(slugs.map(async (slug) => ({ slug, key: await registerServer(url, slug) })));
  return servers.flatMap(({ slug, key }, server) =>
    Array.from({ length: REPORTERS_PER_SERVER }, (_, n) => {
      const random = seededRandom(seed + 1 + server * REPORTERS_PER_SERVER + n);
      const replica = `host${n}-1`;
      const next = makeTrouble({
        slug,
        replica,
        batchSize: BATCH,
        share: SHARE_IN_TROUBLE,
        random,
        onDue: (alert) => due.push(alert),
      });
      return reportPersistently({
        url,
        key,
        next,
        until,
        isReplayed: () => random.chance(REPLAYED),
        perSecond: eventsPerSecond / (SERVERS * REPORTERS_PER_SERVER),
      });
    }),
  );
}

/** Returns how often each was killed. */
async function killAtRandom(
  installation: Installation,
  random: Random,
  { rounds, say }: KillOptions,
): Promise<Record<string, number>> {
  const { postgres, webs, workers } = installation;
  const victims: [string, () => Promise<void>][] = [
    ["Postgres", postgres.killAndAwaitRestart],
    ["backend", () => postgres.killBackend((count) => random.between(0, count - 1))],
    ["web", () => random.pick(webs).killAndAwaitRestart()],
    ["worker", () => random.pick(workers).killAndAwaitRestart()],
  ];
  const kills: Record<string, number> = {};
  // Each in its turn, in an order of chance: a short run must not leave one out.
  let waiting: typeof victims = [];
  for (let round = 1; round <= rounds; round += 1) {
    await sleep(random.between(300, 2_500));
    if (waiting.length === 0) waiting = random.shuffle(victims);
    const [name, kill] = waiting.pop() ?? ["nothing", async () => undefined];
    kills[`killed: ${name}`] = (kills[`killed: ${name}`] ?? 0) + 1;
    const at = performance.now();
    await kill();
    await installation.untilReady();
    say(`Round ${round} of ${rounds}: killed ${name}; ready again after ${Math.round(performance.now() - at)} ms`);
  }
  await sleep(1_000);
  return kills;
}

/** Waits until no lane is due, every alert is there and every order has ended; what never comes is for the counts to tell. */
async function untilAtRest(installation: Installation, due: readonly DueAlert[], orders: readonly Order[]): Promise<void> {
  const deadline = performance.now() + COME_TO_REST_MS;
  while (performance.now() < deadline) {
    const [lanes] = await installation.database.query<{ due: number }>(
      "SELECT count(*) AS due FROM lane WHERE next_deadline_at <= now() AND ended_at IS NULL",
    );
    const { missing } = await countAlerts(installation.database, due);
    const open = await unendedOrders(installation, orders);
    if (lanes?.due === 0 && missing.length === 0 && open.length === 0) return;
    await sleep(500);
  }
}

import { findViolations } from "#tests/support/find-violations.ts";
import { countAlerts, inWords } from "./count-alerts.ts";
import { countEvents } from "./count-events.ts";
import type { Installation } from "./installation.ts";
import type { LiveWatcher } from "./live-watcher.ts";
import type { ObedientServer } from "./obedient-server.ts";
import type { Outcome } from "./outcome.ts";
import type { Account } from "./persistent-reporter.ts";
import type { Order } from "./restless-operator.ts";
import type { DueAlert } from "./troubled-lanes.ts";

/** Everything that was promised to somebody while things broke. */
export interface Promised {
  accounts: readonly Account[];
  due: readonly DueAlert[];
  orders: readonly Order[];
  watchers: readonly LiveWatcher[];
}

/** How many of a kind are listed one by one. */
const LISTED = 5;

/** Holds what is stored of an installation that has come to rest against what was promised. */
export async function reachVerdict(
  installation: Installation,
  obedient: ObedientServer,
  { accounts, due, orders, watchers }: Promised,
): Promise<Outcome> {
  const { database } = installation;
  const accepted = accounts.flatMap((account) => account.accepted);
  const events = await countEvents(database, accepted, "load-");
  const alerts = await countAlerts(database, due);
  const unended = await unendedOrders(installation, orders);
  const unseen = (await Promise.all(watchers.map((watcher) => watcher.missed(database)))).flat();
  return {
    figures: {
      "requests sent": sum(accounts, ({ requests }) => requests),
      "answered 503 or 429": sum(accounts, ({ turnedAway }) => turnedAway),
      "connections cut": sum(accounts, ({ cut }) => cut),
      "events accepted": accepted.length,
      "events found once": events.foundOnce,
      "events lost": events.lost.length,
      "events doubled": events.doubled.length,
      "alerts due": due.length,
      "alerts opened": alerts.opened,
      "alerts doubled": alerts.doubled.length,
      "orders given": orders.length,
      "orders without outcome": unended.length,
    },
    violations: [
      ...listed(
        "answer",
        accounts.flatMap(({ wrong }) => wrong),
      ),
      ...listed("lost", events.lost),
      ...listed("stored twice", events.doubled),
      ...listed("stored and never accepted", events.unaccepted),
      ...listed("alert missing", alerts.missing.map(inWords)),
      ...listed("alert told twice", alerts.doubled.map(inWords)),
      ...listed("not told once", alerts.mistold),
      ...listed("order without outcome", unended),
      ...listed("live screen", unseen),
      ...listed("log", installation.logLines(/deadlock|unhandled|uncaught/i)),
      ...frailty(installation),
      ...(await disobedience(installation, obedient)),
      ...(await findViolations(database, new Date())),
    ],
  };
}

/** Orders that were taken and have not ended, with where each replica stands. */
export async function unendedOrders({ database }: Installation, orders: readonly Order[]): Promise<string[]> {
  const open = await database.query<{ id: string; targets: string | null }>(
    `SELECT c.id, string_agg(r.name || ' ' || t.status, ', ' ORDER BY r.name) AS targets FROM command c
     LEFT JOIN command_target t ON t.command_id = c.id LEFT JOIN replica r ON r.id = t.replica_id
     WHERE c.id = ANY($1::uuid[]) AND c.finished_at IS NULL GROUP BY c.id`,
    [orders.flatMap(({ commandId }) => commandId ?? [])],
  );
  const targetsOf = new Map(open.map(({ id, targets }) => [id, targets ?? "no target"]));
  return orders.flatMap(({ kind, lane, commandId }) => {
    const targets = commandId && targetsOf.get(commandId);
    return targets ? [`${kind} of ${lane}: ${targets}`] : [];
  });
}

/** Processes that did not live through what others died of. */
const frailty = ({ webs, workers }: Installation): string[] =>
  [...webs, ...workers].flatMap(({ name, endedByItself }) =>
    endedByItself() === 0 ? [] : [`${name} ended by itself, ${endedByItself()} times`],
  );

/** Replicas whose lanes are not what Lanekeeper wants them to be. */
async function disobedience({ database }: Installation, { slug, keepers }: ObedientServer): Promise<string[]> {
  const rows = await database.query<{ name: string; control: string }>(
    "SELECT l.name, l.control FROM lane l JOIN server s ON s.id = l.server_id WHERE s.slug = $1",
    [slug],
  );
  const wanted = new Map(rows.map(({ name, control }) => [name, control]));
  return keepers.flatMap((keeper) =>
    keeper
      .status()
      .lanes.filter(({ name, control }) => wanted.get(name) !== control)
      .map(({ name, control }) => `${keeper.replica} holds ${name} ${control}, Lanekeeper wants ${wanted.get(name)}`),
  );
}

const listed = (what: string, items: readonly string[]): string[] => [
  ...items.slice(0, LISTED).map((item) => `${what}: ${item}`),
  ...(items.length > LISTED ? [`${what}: ${items.length - LISTED} more`] : []),
];

const sum = (accounts: readonly Account[], of: (account: Account) => number): number =>
  accounts.reduce((total, account) => total + of(account), 0);

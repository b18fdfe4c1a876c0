import { setTimeout as sleep } from "node:timers/promises";
import { MEDIA_TYPE } from "#lib/contract/event.ts";

export interface Reporting {
  url: string;
  key: string;
  slug: string;
  replica: string;
  /** When to stop making new batches; the last one is still sent until it is accepted. */
  until: AbortSignal;
}

/** What became of everything that a reporter sent. */
export interface Account {
  /** Ids of events that were answered 202. */
  accepted: string[];
  /** How often it was told to come back, with `Retry-After`. */
  turnedAway: number;
  /** Whatever else it was answered: nothing but 202 and a proper 503 is right. */
  wrong: string[];
}

const BATCH = 5;
const LANES = 4;

/** Reports as an SDK does: sends a batch again, unchanged, until it is accepted. */
export async function reportPersistently({ url, key, slug, replica, until }: Reporting): Promise<Account> {
  const account: Account = { accepted: [], turnedAway: 0, wrong: [] };
  for (let made = 0; !until.aborted; made += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, n) => usageEvent(slug, replica, made + n));
    while (!(await send(url, key, batch, account))) await sleep(50);
    account.accepted.push(...batch.map(({ id }) => id));
  }
  return account;
}

async function send(url: string, key: string, batch: readonly unknown[], account: Account): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": MEDIA_TYPE.batch },
    body: JSON.stringify(batch),
  });
  const body = await answer.text();
  if (answer.status === 202) return true;
  const isTurnedAway = answer.status === 503 && answer.headers.has("retry-after") && body.includes('"code":"unavailable"');
  if (isTurnedAway) account.turnedAway += 1;
  else account.wrong.push(`${answer.status} ${body}`);
  return false;
}

const usageEvent = (slug: string, replica: string, n: number) => ({
  specversion: "1.0",
  id: `${replica}-${n}`,
  source: `/servers/${slug}/replicas/${replica}`,
  subject: `lane-${n % LANES}`,
  type: "dev.lanekeeper.call.usage",
  sequence: String(n),
  time: new Date().toISOString(),
  data: { route: { tool: "issues_list" }, result: "ok", count: 1 },
});

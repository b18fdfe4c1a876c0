import { setTimeout as sleep } from "node:timers/promises";
import { type IngestReceipt, MEDIA_TYPE } from "#lib/contract/event.ts";

/** Events of one request, and what to note once they are accepted. */
export interface Batch {
  events: readonly { id: string }[];
  onAccepted?(): void;
}

export interface Reporting {
  url: string;
  key: string;
  next(): Batch;
  /** Events a second at most; default: as fast as it is answered. */
  perSecond?: number;
  /** Whether an accepted batch is sent once more, as after a lost answer. */
  isReplayed?(): boolean;
  /** When to stop making new batches; the last one is still sent until it is accepted. */
  until: AbortSignal;
}

/** What became of everything that a reporter sent. */
export interface Account {
  /** Ids of events that were answered 202. */
  accepted: string[];
  /** Batches sent, the same one again included. */
  requests: number;
  /** How often it was told to come back, with `Retry-After`. */
  turnedAway: number;
  /** How often the connection broke before an answer. */
  cut: number;
  /** Whatever else it was answered: nothing but 202 and a proper 503 or 429 is right. */
  wrong: string[];
}

const TIMEOUT_MS = 20_000;

/** Reports as an SDK does: sends a batch again, unchanged, until it is accepted. */
export async function reportPersistently(reporting: Reporting): Promise<Account> {
  const { next, until, perSecond = Number.POSITIVE_INFINITY, isReplayed = () => false } = reporting;
  const account: Account = { accepted: [], requests: 0, turnedAway: 0, cut: 0, wrong: [] };
  const startedAt = performance.now();
  while (!until.aborted) {
    const batch = next();
    await sendUntilAccepted(reporting, batch, account);
    for (const { id } of batch.events) account.accepted.push(id);
    batch.onAccepted?.();
    if (isReplayed()) await sendUntilAccepted(reporting, batch, account, "replay");
    const aheadMs = (account.accepted.length / perSecond) * 1_000 - (performance.now() - startedAt);
    if (aheadMs > 0) await sleep(aheadMs);
  }
  return account;
}

async function sendUntilAccepted(
  { url, key }: Reporting,
  { events }: Batch,
  account: Account,
  kind: "first" | "replay" = "first",
): Promise<void> {
  const body = JSON.stringify(events);
  for (;;) {
    account.requests += 1;
    const answer = await send(url, key, body);
    if (answer === null) account.cut += 1;
    else if (answer.status === 202) return void account.wrong.push(...wrongReceipt(JSON.parse(answer.text), events.length, kind));
    else if (isTurnedAway(answer)) account.turnedAway += 1;
    else account.wrong.push(`${answer.status} ${answer.text}`);
    await sleep(50);
  }
}

interface Answer {
  status: number;
  isTimed: boolean;
  text: string;
}

/** Null where the connection breaks before the whole answer is there. */
async function send(url: string, key: string, body: string): Promise<Answer | null> {
  try {
    const answer = await fetch(`${url}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": MEDIA_TYPE.batch },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: answer.status, isTimed: answer.headers.has("retry-after"), text: await answer.text() };
  } catch {
    return null;
  }
}

const isTurnedAway = ({ status, isTimed, text }: Answer): boolean =>
  isTimed && ((status === 503 && text.includes('"code":"unavailable"')) || status === 429);

function wrongReceipt({ accepted, duplicates, rejected }: IngestReceipt, sent: number, kind: "first" | "replay"): string[] {
  const isWhole = accepted + duplicates === sent && rejected.length === 0;
  const isRight = isWhole && (kind === "first" || duplicates === sent);
  return isRight
    ? []
    : [`a ${kind} of ${sent} events: ${accepted} accepted, ${duplicates} duplicates, ${rejected.length} rejected`];
}

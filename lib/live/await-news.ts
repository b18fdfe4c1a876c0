import { ProblemError } from "#lib/contract/problem.ts";
import type { Database } from "#lib/db/database.ts";
import { shared } from "#lib/db/shared.ts";
import { processHub } from "./hub.ts";

export interface NewsWait<T> {
  db: Database;
  serverId: string;
  /** What there is to tell, or null where nothing is new. Asked at once, and again after each change of the server. */
  read(isFirst: boolean): Promise<T | null>;
  waitMs: number;
  signal: AbortSignal;
}

/** Each holds a connection of the caller's and a few kilobytes here; beyond this, a caller is better off coming back. */
const MOST_WAITING = 2_000;
const COME_BACK_S = 5;

const longPolls = (): { waiting: number; stopping: AbortSignal } =>
  shared("long-polls", () => {
    const stop = new AbortController();
    // A waiting request would keep the web server from ending when it is told to.
    process.once("SIGTERM", () => stop.abort());
    return { waiting: 0, stopping: stop.signal };
  });

/** Waits until `read` has something to tell; null once the time is over. No connection to the database is held meanwhile. @throws too_many_requests */
export async function awaitNews<T>(wait: NewsWait<T>): Promise<T | null> {
  const polls = longPolls();
  if (polls.waiting >= MOST_WAITING) {
    throw new ProblemError("too_many_requests", "Too many replicas wait for commands here. Ask again in a few seconds.", {
      retry_after_s: COME_BACK_S,
    });
  }
  polls.waiting += 1;
  try {
    return await readUntilNews(wait, AbortSignal.any([wait.signal, polls.stopping, AbortSignal.timeout(wait.waitMs)]));
  } finally {
    polls.waiting -= 1;
  }
}

async function readUntilNews<T>({ db, serverId, read }: NewsWait<T>, over: AbortSignal): Promise<T | null> {
  for (let isFirst = true; ; isFirst = false) {
    const look = new AbortController();
    // Listening begins before the reading, so that a change between the two is not missed.
    const changed = processHub(db).serverChanged(serverId, AbortSignal.any([over, look.signal]));
    try {
      const news = await read(isFirst);
      if (news !== null || over.aborted) return news;
      await changed;
      if (over.aborted) return null;
    } finally {
      look.abort();
    }
  }
}

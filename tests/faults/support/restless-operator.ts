import { setTimeout as sleep } from "node:timers/promises";
import type { CommandView } from "#lib/contract/command.ts";
import type { LanePage } from "#lib/contract/lane.ts";
import { env } from "#lib/env.ts";
import type { Random } from "#tests/support/random.ts";
import type { ObedientServer } from "./obedient-server.ts";

/** What an operator got for an order: the command's id, or the refusal. */
export interface Order {
  kind: "pause" | "resume" | "rotate";
  lane: string;
  commandId: string | null;
  refusal: string | null;
}

const KINDS = ["pause", "resume", "rotate"] as const;

/** Gives orders until told to stop, each with its key as often as it takes to get an answer. */
export async function orderRestlessly(
  url: string,
  server: ObedientServer,
  { random, everyMs, until }: { random: Random; everyMs: number; until: AbortSignal },
): Promise<Order[]> {
  const laneIds = await readLaneIds(url, server);
  const orders: Order[] = [];
  while (!until.aborted) {
    const [lane, id] = random.pick(laneIds);
    const kind = random.pick(KINDS);
    if (kind === "rotate") server.renewKey(lane);
    orders.push({ kind, lane, ...(await order(url, id, kind, `order-${orders.length}`)) });
    await sleep(random.between(everyMs / 2, everyMs * 1.5), undefined, { signal: until }).catch(() => undefined);
  }
  // A pause holds back the rotation under way, which could then have no outcome.
  for (const [lane, id] of laneIds)
    orders.push({ kind: "resume", lane, ...(await order(url, id, "resume", `order-${orders.length}`)) });
  return orders;
}

/** Names and ids of the server's lanes, once all have reported. */
async function readLaneIds(url: string, { slug, lanes }: ObedientServer): Promise<[name: string, id: string][]> {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/lanes?q=${slug}`, { headers: headersOf() });
    const { items } = (await answer.json()) as LanePage;
    if (items.length === lanes.length) return items.map(({ name, id }) => [name, id]);
    await sleep(100);
  }
}

async function order(
  url: string,
  laneId: string,
  kind: Order["kind"],
  key: string,
): Promise<Pick<Order, "commandId" | "refusal">> {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/lanes/${laneId}/commands`, {
      method: "POST",
      headers: { ...headersOf(), "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ kind, reason: "a rehearsal" }),
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null);
    const text = await answer?.text().catch(() => null);
    if (answer && text != null && answer.status < 500 && answer.status !== 429) {
      if (answer.status !== 202) return { commandId: null, refusal: `${answer.status} ${text}` };
      return { commandId: (JSON.parse(text) as CommandView).id, refusal: null };
    }
    await sleep(100);
  }
}

const headersOf = () => ({ authorization: `Bearer ${env().LANEKEEPER_BOOTSTRAP_TOKEN ?? ""}` });

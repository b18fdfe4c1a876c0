import * as z from "zod/mini";
import { refreshLease } from "../contract/refresh-lease.ts";
import { messageOf } from "./emitter.ts";
import type { KeySource } from "./key-source.ts";
import type { Logger } from "./options.ts";
import type { RefreshTurn } from "./stores/refresh-turn.ts";
import { pause } from "./timers.ts";

const TIMEOUT_MS = 5_000;
/** A lane is known as soon as its declaration has arrived, which was sent a moment ago. */
const UNKNOWN_LANE = { tries: 8, waitMs: 250 };
const refusal = z.looseObject({ retry_after_s: z.optional(z.number()) });

export interface RefreshTurnsOptions {
  url: string;
  replica: string;
  key: KeySource;
  fetch: typeof fetch;
  logger: Logger;
}

/** Asks Lanekeeper for the lease under which one replica at a time refreshes a shared grant. */
export class RefreshTurns {
  readonly #options: RefreshTurnsOptions;

  constructor(options: RefreshTurnsOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async take(lane: string): Promise<RefreshTurn> {
    try {
      for (let tries = 1; ; tries += 1) {
        const askedMs = performance.now();
        const response = await this.#send("POST", lane, {}, JSON.stringify({ replica: this.#options.replica }));
        const body: unknown = await response.json();
        if (response.ok) return this.#mine(lane, refreshLease.parse(body), askedMs);
        if (response.status === 409) return { kind: "others", retryAfterMs: (refusal.parse(body).retry_after_s ?? 1) * 1_000 };
        if (response.status !== 404 || tries === UNKNOWN_LANE.tries) throw new Error(`Lanekeeper answered ${response.status}`);
        await pause(UNKNOWN_LANE.waitMs);
      }
    } catch (error) {
      this.#options.logger.warn("The lease of a refresh cannot be asked for", { lane, error: messageOf(error) });
      return { kind: "away" };
    }
  }

  /** Counted from before the request, so that it never lasts longer here than there. */
  #mine(lane: string, { fence, lease_s: leaseS }: z.infer<typeof refreshLease>, askedMs: number): RefreshTurn {
    const endsMs = askedMs + leaseS * 1_000;
    return {
      kind: "mine",
      fence,
      leftMs: () => endsMs - performance.now(),
      release: async () => {
        const query = { replica: this.#options.replica, fence: String(fence) };
        // A lease that cannot be given back ends by itself.
        await this.#send("DELETE", lane, query).catch(() => undefined);
      },
    };
  }

  async #send(method: string, lane: string, query: Record<string, string>, body?: string): Promise<Response> {
    const { url, key, fetch } = this.#options;
    const address = new URL(`/api/v1/lanes/${encodeURIComponent(lane)}/refresh-lease`, url);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    return fetch(address, {
      method,
      headers: { authorization: key.authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }
}

import { lockFile } from "../file-lock.ts";
import { pause } from "../timers.ts";
import type { RefreshTurn } from "./refresh-turn.ts";
import type { RefreshContext, RefreshResult } from "./store.ts";

/** Others take a second each; whoever waits longer lets its caller try again. */
const WAIT_MS = 20_000;
const LOOK_MS = 250;
/** A token endpoint is given ten seconds, and the answer must still be written. */
const LEAST_LEFT_MS = 12_000;

/**
 * Refreshes a grant that other processes share, while no other does: under Lanekeeper's lease and the lock beside the file. While
 * Lanekeeper is away the lock alone decides, which every process of this machine keeps to.
 */
export async function refreshAlone(
  path: string,
  { takeTurn }: RefreshContext,
  work: (fence: number | null) => Promise<RefreshResult>,
): Promise<RefreshResult> {
  const turn = await awaitTurn(takeTurn);
  if (turn.kind === "others") return later("refresh_lease_held", turn.retryAfterMs);
  try {
    const lock = await lockFile(`${path}.lock`, WAIT_MS);
    if (!lock) return later("refresh_lock_held", LOOK_MS);
    try {
      if (turn.kind === "away") return await work(null);
      return turn.leftMs() < LEAST_LEFT_MS ? later("refresh_lease_over", LOOK_MS) : await work(turn.fence);
    } finally {
      await lock.release();
    }
  } finally {
    if (turn.kind === "mine") await turn.release();
  }
}

async function awaitTurn(takeTurn: RefreshContext["takeTurn"]): Promise<RefreshTurn> {
  if (!takeTurn) return { kind: "away" };
  const giveUpMs = performance.now() + WAIT_MS;
  for (;;) {
    const turn = await takeTurn();
    if (turn.kind !== "others" || performance.now() >= giveUpMs) return turn;
    // A holder gives the lease back long before its time is over.
    await pause(Math.min(turn.retryAfterMs, LOOK_MS) * (0.5 + Math.random()));
  }
}

const later = (reason: string, retryAfterMs: number): RefreshResult => ({
  ok: false,
  permanent: false,
  reason,
  retryAfterS: Math.ceil(retryAfterMs / 1_000),
});

import { pause } from "../../timers.ts";
import type { RefreshTurn } from "../refresh-turn.ts";
import type { RefreshContext, RefreshResult, Store } from "../store.ts";
import { holdGrant } from "./hold-grant.ts";

/** Others take a second each; whoever waits longer lets its caller try again. */
const WAIT_MS = 20_000;
const LOOK_MS = 250;
/** A token endpoint is given ten seconds, and the answer must still be written. */
const LEAST_LEFT_MS = 12_000;

/**
 * Refreshes a grant that other processes share, while no other does: under Lanekeeper's lease and with its place held. While
 * Lanekeeper is away the hold alone decides.
 */
export async function refreshAlone(
  place: Store,
  context: RefreshContext,
  work: () => Promise<RefreshResult>,
): Promise<RefreshResult> {
  const turn = await awaitTurn(context.takeTurn);
  if (turn.kind === "others") return later("refresh_lease_held", turn.retryAfterMs);
  try {
    const hold = await holdGrant(place, context, WAIT_MS);
    if (!hold) return later("refresh_lock_held", LOOK_MS);
    try {
      const isLate = turn.kind === "mine" && turn.leftMs() < LEAST_LEFT_MS;
      return isLate ? later("refresh_lease_over", LOOK_MS) : await work();
    } finally {
      await hold.release();
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

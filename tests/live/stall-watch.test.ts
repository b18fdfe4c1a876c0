import { expect, it, vi } from "vitest";
import { StallWatch } from "#lib/live/stall-watch.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const WAITS = { heldBack: 3, hasMoved: false };
const MOVES = { heldBack: 3, hasMoved: true };

it("names in the log what has held everything back for ten seconds, once a minute, and nothing that goes on", async () => {
  const db = await createTestDatabase();
  const warned: unknown[] = [];
  const stall = new StallWatch(db, { warn: (detail: unknown) => void warned.push(detail) });
  await db.transaction(async (tx) => {
    await tx.query("SELECT pg_current_xact_id()");
    const [open] = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    stall.note(WAITS, 0);
    stall.note(WAITS, 9_000);
    // Busy is not stuck.
    stall.note(MOVES, 9_500);
    stall.note(WAITS, 12_000);
    stall.note(WAITS, 21_000);
    expect(warned).toEqual([]);
    stall.note(WAITS, 22_500);
    stall.note(WAITS, 30_000);
    await vi.waitFor(() => expect(warned).toHaveLength(1));
    expect(warned[0]).toMatchObject({ heldBack: 3, heldForS: 11, holder: { pid: open?.pid } });
    stall.note(WAITS, 83_000);
    await vi.waitFor(() => expect(warned).toHaveLength(2));
  });
});

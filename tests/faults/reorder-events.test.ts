import { expect, it } from "vitest";
import { createTestDatabase } from "#tests/support/database.ts";
import { reorderEvents } from "./reorder-events.ts";

it("any order, any cut into requests, replays and concurrent senders give the same state, view and events", async () => {
  const { figures, violations } = await reorderEvents(await createTestDatabase(), {
    rounds: 15,
    seed: 20_261_122,
    say: () => undefined,
  });
  expect(violations).toEqual([]);
  expect(figures.duplicates).toBeGreaterThan(0);
}, 60_000);

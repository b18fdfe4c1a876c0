import { expect, it } from "vitest";
import { killUnderLoad } from "./kill-under-load.ts";

// Never tried again: a second try would forgive what must not happen once.
const once = { retry: 0, timeout: 120_000 };
const load = { rounds: 4, seed: 20_261_122, eventsPerSecond: 2_000, say: () => undefined };

it(
  "kill -9 of Postgres, a backend, web or worker under load loses nothing, doubles nothing, and misses no alert",
  once,
  async () => {
    const { figures, violations } = await killUnderLoad({ ...load, webs: 1, workers: 1 });
    expect(violations).toEqual([]);
    expect(figures["events accepted"]).toBeGreaterThan(500);
    expect(figures["events found once"]).toBe(figures["events accepted"]);
    expect(figures["connections cut"]).toBeGreaterThan(0);
    expect(figures["orders given"]).toBeGreaterThan(0);
  },
);

it("the same holds of two webs and two workers side by side, one of each killed", once, async () => {
  const { figures, violations } = await killUnderLoad({ ...load, webs: 2, workers: 2 });
  expect(violations).toEqual([]);
  expect(figures["events found once"]).toBe(figures["events accepted"]);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import type { OutboxEntry } from "#lib/db/outbox.ts";
import { ReplayWindow } from "#lib/live/replay-window.ts";

const entry = (xid: number | bigint, id: number, atMs = 0): OutboxEntry => ({
  topic: "lane",
  ref: String(id),
  serverId: null,
  version: 1,
  at: new Date(atMs),
  position: { xid: String(xid), id },
});
const ids = (entries: readonly OutboxEntry[] | null) => entries?.map(({ position }) => position.id) ?? null;

it("whoever has heard up to a place it still reaches gets exactly what came after, else nothing is claimed", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 }), fc.nat(70), (steps, heard) => {
      const window = new ReplayWindow(20);
      const all: OutboxEntry[] = [];
      let id = 0;
      for (const [xid, count] of steps.entries()) {
        const batch = Array.from({ length: count }, () => {
          id += 1;
          return entry(xid + 1, id);
        });
        all.push(...batch);
        window.add(batch);
      }
      const last = all[Math.min(heard, all.length - 1)];
      if (!last) return;
      const missed = window.after(last.position);
      const expected = all.slice(all.indexOf(last) + 1);
      if (missed) expect(ids(missed)).toEqual(ids(expected));
      // Twenty are always kept.
      else expect(expected.length).toBeGreaterThanOrEqual(19);
    }),
  );
});

it("is not known where nothing was read yet, and reads transaction ids as the large numbers they are", () => {
  const window = new ReplayWindow(10);
  expect(window.after({ xid: "5", id: 1 })).toBeNull();
  window.add([entry(9, 1), entry(10, 2), entry(2n ** 63n, 3), entry(2n ** 63n + 1n, 4)]);
  expect(ids(window.after({ xid: "10", id: 2 }))).toEqual([3, 4]);
  expect(ids(window.after({ xid: String(2n ** 63n), id: 3 }))).toEqual([4]);
  expect(window.after({ xid: "8", id: 9 })).toBeNull();
});

it("tells what is recent by the time of its transaction", () => {
  const window = new ReplayWindow(10);
  window.add([entry(1, 1, 1_000), entry(2, 2, 5_000), entry(3, 3, 4_000)]);
  expect(ids(window.since(new Date(4_500)))).toEqual([2, 3]);
  expect(ids(window.since(new Date(6_000)))).toEqual([]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import { EventQueue, type QueuedEvent } from "#lib/mcp/report/event-queue.ts";

const LIMITS = { events: 8, bytes: 400 };
const KINDS = ["call.usage", "server.heartbeat", "call.completed", "call.refused", "credential.revoked", "lane.paused"] as const;
const WORTH: Record<(typeof KINDS)[number], number> = {
  "call.usage": 0,
  "server.heartbeat": 1,
  "call.completed": 2,
  "call.refused": 2,
  "credential.revoked": 3,
  "lane.paused": 3,
};
const worthOf = ({ kind }: QueuedEvent): number => WORTH[kind as (typeof KINDS)[number]];

const event = (id: string, kind: EventKind = "credential.revoked", size = 10): QueuedEvent => ({
  id,
  kind,
  json: "x".repeat(size),
  machineMs: 1,
});
const pushes = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), size: fc.integer({ min: 1, max: 120 }) }), {
  maxLength: 60,
});

test("whatever comes, it stays within its limits, keeps the order, and gives up nothing while something is worth less", () => {
  fc.assert(
    fc.property(pushes, (told) => {
      const queue = new EventQueue(LIMITS);
      const events = told.map(({ kind, size }, n) => event(String(n), kind, size));
      for (const pushed of events) {
        const before = [...queue.all().filter(({ kind }) => kind !== pushed.kind || kind !== "server.heartbeat"), pushed];
        const dropped = queue.push(pushed);
        const kept = queue.all();
        expect(queue.size).toBe(kept.length);
        expect(queue.bytes).toBe(kept.reduce((sum, { json }) => sum + json.length, 0));
        expect(queue.size <= LIMITS.events && queue.bytes <= LIMITS.bytes).toBe(true);
        expect(kept).toEqual(before.filter((one) => !dropped.includes(one)));
        const least = Math.min(...kept.map(worthOf));
        for (const one of dropped) expect(worthOf(one)).toBeLessThanOrEqual(least);
      }
    }),
  );
});

describe("a queue", () => {
  test("gives up the oldest of what is worth least", () => {
    const queue = new EventQueue({ events: 2, bytes: 1_000 });
    const ids = ["1", "2", "3"].flatMap((id) => queue.push(event(id)));
    expect(ids.map(({ id }) => id)).toEqual(["1"]);
  });

  test("counts bytes and not letters", () => {
    const queue = new EventQueue({ events: 10, bytes: 5 });
    queue.push({ ...event("1"), json: "ää" });
    expect(queue.push({ ...event("2"), json: "ab" }).map(({ id }) => id)).toEqual(["1"]);
  });

  test("gives the oldest that fit, and one that fits nowhere alone", () => {
    const queue = new EventQueue({ events: 10, bytes: 10_000 });
    for (const id of ["1", "2", "3"]) queue.push(event(id, "lane.paused", 40));
    expect(queue.head({ events: 2, bytes: 1_000 }).map(({ id }) => id)).toEqual(["1", "2"]);
    expect(queue.head({ events: 9, bytes: 90 }).map(({ id }) => id)).toEqual(["1", "2"]);
    expect(queue.head({ events: 9, bytes: 5 }).map(({ id }) => id)).toEqual(["1"]);
  });

  test("puts a corrected event where the other one stood, unless it is gone", () => {
    const queue = new EventQueue({ events: 10, bytes: 10_000 });
    for (const id of ["1", "2"]) queue.push(event(id));
    queue.replace(event("1", "lane.paused", 30));
    queue.replace(event("9", "lane.paused", 30));
    expect([queue.all().map(({ id }) => id), queue.bytes]).toEqual([["1", "2"], 40]);
    queue.remove([event("1"), event("9")]);
    expect([queue.all().map(({ id }) => id), queue.bytes]).toEqual([["2"], 10]);
  });
});

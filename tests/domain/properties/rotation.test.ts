import fc from "fast-check";
import { expect, test } from "vitest";
import { laggards } from "#lib/domain/command/adopt.ts";
import { ROTATION_PHASES } from "#lib/domain/vocabulary.ts";
import { NEW, OLD } from "#tests/domain/command/support/rotation.ts";
import { SimulatedRotation } from "#tests/domain/command/support/simulated-rotation.ts";

type Move = (world: SimulatedRotation) => void;
type Word = Parameters<SimulatedRotation["answer"]>[1];

const index = fc.nat({ max: 7 });
const word = fc.constantFrom<Word[]>("succeeded", "succeeded", "succeeded", "acknowledged", "failed", "forget");
const move = (weight: number, arbitrary: fc.Arbitrary<Move>) => ({ weight, arbitrary });

/** What may happen to a fleet, most of it what should: replicas report, fetch and answer; and now and then everything else. */
const moves = fc.oneof(
  move(
    8,
    fc.tuple(index, fc.integer({ min: 1, max: 4 })).map(([at, steps]) => (world) => {
      for (let step = 0; step < steps; step += 1) world.obey(at, "succeeded");
    }),
  ),
  move(
    4,
    fc.tuple(index, word, fc.boolean()).map(
      ([at, said, twice]) =>
        (world) =>
          world.obey(at, said, twice),
    ),
  ),
  move(
    3,
    index.map((at) => (world) => world.deliver(at)),
  ),
  move(
    3,
    fc.tuple(index, word).map(
      ([at, said]) =>
        (world) =>
          world.answer(at, said, false),
    ),
  ),
  move(
    3,
    fc.integer({ min: 1, max: 25 }).map((seconds) => (world) => world.pass(seconds)),
  ),
  move(
    2,
    fc.integer({ min: 20, max: 160 }).map((seconds) => (world) => world.wait(seconds)),
  ),
  move(
    1,
    index.map((at) => (world) => world.stop(at)),
  ),
  move(
    1,
    fc.constantFrom(OLD, NEW).map((serving) => (world) => world.start(serving)),
  ),
  move(
    1,
    fc.boolean().map((paused) => (world) => world.pause(paused)),
  ),
  move(
    1,
    fc.constant((world: SimulatedRotation) => world.attest()),
  ),
);
const fleets = fc.record({
  replicas: fc.integer({ min: 0, max: 4 }),
  retireOld: fc.oneof(
    fc.constantFrom("now" as const, "when_proven" as const),
    fc.record({ after_s: fc.integer({ min: 0, max: 300 }) }),
  ),
  story: fc.array(moves, { minLength: 5, maxLength: 80, size: "max" }),
});

/** Lets every story run, and checks after each of its moves. */
function whateverHappens(check: (world: SimulatedRotation, before: SimulatedRotation["state"]) => void, numRuns = 600): void {
  fc.assert(
    fc.property(fleets, ({ replicas, retireOld, story }) => {
      const world = new SimulatedRotation(replicas, retireOld);
      for (const move of story) {
        const before = world.state;
        move(world);
        world.progress();
        check(world, before);
      }
    }),
    { numRuns },
  );
}

test("the lease of preparing is never held twice under one number, and only the last holder decides", () => {
  whateverHappens(({ state }) => {
    const fences = state.targets.flatMap(({ fence }) => fence ?? []);
    expect(new Set(fences).size).toBe(fences.length);
    const holder = state.targets.find(({ fence }) => fence === Math.max(...fences));
    if (state.phase !== "prepare" && holder?.status === "succeeded") expect(state.candidate).toEqual(holder.named);
    if (state.candidate)
      expect(state.targets.some(({ named }) => named?.fingerprint === state.candidate?.fingerprint)).toBe(true);
  });
});

test("a rotation only goes forward, and begins to adopt only while nothing holds the lane", () => {
  whateverHappens(({ state }, before) => {
    expect(ROTATION_PHASES.indexOf(state.phase)).toBeGreaterThanOrEqual(ROTATION_PHASES.indexOf(before.phase));
    if (before.phase === "prepare" && state.phase !== "prepare") expect(state.paused).toBe(false);
  });
});

test("it closes only as proven, natural or attested, with a reason, and with nobody left on the old generation", () => {
  whateverHappens(({ state, ended }) => {
    if (ended?.step !== "close") return;
    expect(state.fleet.filter(({ serving }) => serving?.fingerprint === OLD.fingerprint)).toEqual([]);
    const isRetired = state.targets.some(({ phase, status }) => phase === "retire_old" && status === "succeeded");
    expect(ended.closedAs).toBe(state.old?.retired === "manual" ? "attested" : "proven");
    expect(isRetired || state.old?.retired === "manual").toBe(true);
  });
});

test("while it goes on, no live replica is on the old generation without being asked to adopt", () => {
  whateverHappens(({ state, ended }) => {
    if (ended === null && state.phase !== "prepare" && !state.paused) expect(laggards(state)).toEqual([]);
  });
});

test("the old generation is retired by one replica at a time, and under nobody unless `now` was asked for", () => {
  whateverHappens(({ state }, before) => {
    const asked = state.targets.filter(({ phase }) => phase === "retire_old");
    expect(asked.filter(({ status }) => status === "queued" || status === "delivered").length).toBeLessThanOrEqual(1);
    const isNew = asked.length > before.targets.filter(({ phase }) => phase === "retire_old").length;
    if (isNew && state.retireOld !== "now")
      expect(state.fleet.filter(({ serving }) => serving?.fingerprint === OLD.fingerprint)).toEqual([]);
  }, 2_000);
});

test("once replicas are obedient again, every rotation comes to its overlap or its end", () => {
  fc.assert(
    fc.property(fleets, ({ replicas, retireOld, story }) => {
      const world = new SimulatedRotation(replicas, retireOld);
      for (const move of story) {
        move(world);
        world.progress();
      }
      world.pause(false);
      if (!world.processes.some(world.isLive)) world.start(OLD);
      for (let round = 0; round < 40; round += 1) {
        world.nowS += 10;
        world.processes.forEach((_, at) => {
          world.report(at);
          world.progress();
          world.deliver(at);
          world.answer(at, "succeeded", round % 2 === 0);
        });
        world.progress();
      }
      const forgotten = world.state.targets.some(({ status }) => status === "timed_out");
      if (world.ended === null && world.state.phase !== "retire_old") expect(forgotten).toBe(true);
      if (world.ended?.step === "close") expect(world.state.fleet.every(({ serving }) => serving !== OLD)).toBe(true);
    }),
    { numRuns: 600 },
  );
});

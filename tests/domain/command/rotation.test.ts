import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextStep, type Rotation, type RotationStep } from "#lib/domain/command/rotation.ts";
import { COMMAND_STATUSES, type CommandStatus, ROTATION_PHASES } from "#lib/domain/vocabulary.ts";
import { at, generation, HOUR, START } from "#tests/domain/support/facts.ts";

const NOW = at(600);
const rotation = (given: Partial<Rotation>): Rotation => ({
  phase: "prepare",
  paused: false,
  candidate: null,
  status: "queued",
  targets: [],
  adoptedAt: null,
  retireOld: "when_proven",
  canRetire: false,
  old: null,
  ...given,
});
const step = (given: Partial<Rotation>, now = NOW): RotationStep => nextStep(rotation(given), now);

const WAIT: RotationStep = { step: "wait", until: null };
const ENDINGS: readonly [CommandStatus, "failed" | "expired" | "cancelled"][] = [
  ["failed", "failed"],
  ["expired", "expired"],
  ["cancelled", "cancelled"],
  ["superseded", "failed"],
];

describe("while it prepares", () => {
  const ready = { status: "succeeded" as const, candidate: generation(4) };
  test.each<[name: string, given: Partial<Rotation>, expected: RotationStep]>([
    ["it waits for the replica that was asked", { status: "delivered" }, WAIT],
    ["it waits for an answer that is late", { status: "timed_out" }, WAIT],
    ["it adopts what is ready", ready, { step: "adopt" }],
    ["a pause holds what is ready", { ...ready, paused: true }, WAIT],
    ["a pause does not hide a failure", { ...ready, status: "failed", paused: true }, { step: "end", status: "failed" }],
    ["nothing is adopted that nobody names", { status: "succeeded" }, WAIT],
  ])("%s", (_, given, expected) => expect(step(given)).toEqual(expected));
  test.each(ENDINGS)("%s ends it as %s", (status, ended) => expect(step({ status })).toEqual({ step: "end", status: ended }));
});

describe("while it is adopted", () => {
  const adopting = { phase: "adopt" as const, candidate: generation(4) };
  test.each<CommandStatus>(["queued", "delivered", "acknowledged", "timed_out"])("%s: it waits", (status) => {
    expect(step({ ...adopting, status })).toEqual(WAIT);
  });
  test("the old generation overlaps once every replica serves the new one, paused or not", () => {
    for (const paused of [true, false]) expect(step({ ...adopting, paused, status: "succeeded" })).toEqual({ step: "overlap" });
  });
  test.each(ENDINGS)("%s ends it as %s", (status, ended) => {
    expect(step({ ...adopting, status })).toEqual({ step: "end", status: ended });
  });
});

describe("while the old generation is to die", () => {
  const alive = { expiresAt: "never" as const, dead: false, retired: null, isShared: false };
  const overlap = { phase: "retire_old" as const, candidate: generation(4), adoptedAt: at(500), old: alive };
  const able = { ...overlap, canRetire: true };
  const ends = (expiresAt: number) => ({ ...alive, expiresAt });

  test.each<[name: string, given: Partial<Rotation>, closedAs: "proven" | "natural" | "attested"]>([
    ["there was none, as where a grant was only refreshed", { ...able, old: null }, "proven"],
    ["its hook retired it", { ...overlap, old: { ...alive, retired: "automatic" } }, "proven"],
    ["the provider says that it is revoked", { ...overlap, old: { ...alive, dead: true } }, "proven"],
    ["the replica that was asked has retired it", { ...able, targets: ["succeeded"] }, "proven"],
    ["another replica retired it after the first was gone", { ...able, targets: ["gone", "succeeded"] }, "proven"],
    ["it is revoked before its end", { ...overlap, old: { ...ends(at(700)), dead: true } }, "proven"],
    ["its time is over", { ...overlap, old: ends(NOW) }, "natural"],
    ["a server says that it ended by itself", { ...overlap, old: { ...alive, expiresAt: null, retired: "natural" } }, "natural"],
    ["its time is over before it was to be retired", { ...able, retireOld: { after_s: 3_600 }, old: ends(NOW) }, "natural"],
    ["an operator attests it", { ...overlap, old: { ...alive, retired: "manual" } }, "attested"],
    ["an operator attests it although its time is over", { ...overlap, old: { ...ends(NOW), retired: "manual" } }, "attested"],
  ])("it closes when %s", (_, given, closedAs) => expect(step(given)).toEqual({ step: "close", closedAs }));

  test.each<[name: string, given: Partial<Rotation>]>([
    ["now", { retireOld: "now" }],
    ["when the new one is proven", { retireOld: "when_proven" }],
    ["after a time that has passed", { retireOld: { after_s: 100 } }],
    ["at once where nobody knows since when it overlaps", { adoptedAt: null }],
    ["by another replica where the first is gone", { targets: ["gone"] }],
  ])("a replica is asked to retire it %s", (_, given) => expect(step({ ...able, ...given })).toEqual({ step: "retire_old" }));

  test.each<[name: string, given: Partial<Rotation>, until: number | null]>([
    ["its time to be retired", { ...able, retireOld: { after_s: 101 } }, at(601)],
    ["its end, where nothing can retire it", { ...overlap, old: ends(START + HOUR) }, START + HOUR],
    ["whichever comes first: its retirement", { ...able, retireOld: { after_s: 200 }, old: ends(at(900)) }, at(700)],
    ["whichever comes first: its end", { ...able, retireOld: { after_s: 900 }, old: ends(at(900)) }, at(900)],
    ["its end, while a replica retires it", { ...able, targets: ["delivered"], old: ends(at(900)) }, at(900)],
    ["its end, where the replica could not retire it", { ...able, targets: ["failed"], old: ends(at(900)) }, at(900)],
    ["the other lane that still serves it", { ...able, old: { ...alive, isShared: true } }, null],
    ["an operator, where it never ends and nothing retires it", overlap, null],
    ["an operator, where nobody knows its end", { ...overlap, old: { ...alive, expiresAt: null } }, null],
    ["an operator, where the replica could not retire it", { ...able, targets: ["failed"] }, null],
    ["an operator, where the replica did not answer", { ...able, targets: ["timed_out"] }, null],
  ])("it waits for %s", (_, given, until) => expect(step(given)).toEqual({ step: "wait", until }));
});

test("no step is taken twice, and no wait ends in the past", () => {
  const status = fc.constantFrom(...COMMAND_STATUSES);
  const any: fc.Arbitrary<Rotation> = fc.record({
    phase: fc.constantFrom(...ROTATION_PHASES),
    paused: fc.boolean(),
    candidate: fc.constantFrom(null, generation(4)),
    status,
    targets: fc.array(status, { maxLength: 3 }),
    adoptedAt: fc.constantFrom(null, at(500)),
    retireOld: fc.oneof(
      fc.constantFrom("now" as const, "when_proven" as const),
      fc.record({ after_s: fc.integer({ min: 0, max: 900 }) }),
    ),
    canRetire: fc.boolean(),
    old: fc.option(
      fc.record({
        expiresAt: fc.oneof(fc.constantFrom("never" as const, null), fc.integer({ min: 0, max: 1_200 }).map(at)),
        dead: fc.boolean(),
        retired: fc.constantFrom(null, "automatic" as const, "natural" as const, "manual" as const),
        isShared: fc.boolean(),
      }),
    ),
  });
  fc.assert(
    fc.property(any, (given) => {
      const taken = nextStep(given, NOW);
      if (taken.step === "wait" && taken.until !== null) expect(taken.until).toBeGreaterThan(NOW);
      if (taken.step === "adopt") expect([given.phase, given.paused, given.candidate]).toEqual(["prepare", false, generation(4)]);
      if (taken.step !== "retire_old") return;
      expect(given.canRetire).toBe(true);
      expect(nextStep({ ...given, targets: [...given.targets, "queued"] }, NOW).step).toBe("wait");
    }),
  );
});

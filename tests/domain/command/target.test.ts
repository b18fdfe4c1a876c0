import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACKNOWLEDGE_WITHIN_MS,
  COMMAND_LIFE_MS,
  isDesired,
  isOpen,
  statusAfterAck,
  statusAt,
  type Target,
  timesOutAt,
  worstStatus,
} from "#lib/domain/command/target.ts";
import { COMMAND_KINDS, COMMAND_STATUSES, type CommandStatus } from "#lib/domain/vocabulary.ts";
import { at, MINUTE, START } from "#tests/domain/support/facts.ts";

/** Queued at `START`, delivered 10 s and acknowledged 20 s later, as far as it has come. */
const target = (status: CommandStatus): Target => ({
  status,
  queuedAt: START,
  deliveredAt: status === "queued" ? null : at(10),
  acknowledgedAt: status === "queued" || status === "delivered" ? null : at(20),
  finishedAt: null,
});
const ENDS = START + COMMAND_LIFE_MS;
const FINISHED: readonly CommandStatus[] = ["gone", "succeeded", "superseded", "cancelled", "expired", "failed"];

describe("a target, by the clock", () => {
  test.each<[name: string, target: Target, expiresAt: number | null, now: number, status: CommandStatus]>([
    ["waits", target("queued"), ENDS, ENDS - 1, "queued"],
    ["expires when nobody fetched it", target("queued"), ENDS, ENDS, "expired"],
    ["never expires where the command does not", target("queued"), null, ENDS + 400 * COMMAND_LIFE_MS, "queued"],
    ["may take 30 s to be acknowledged", target("delivered"), ENDS, at(40) - 1, "delivered"],
    ["times out 30 s after delivery", target("delivered"), ENDS, at(40), "timed_out"],
    ["times out rather than expires once delivered", target("delivered"), ENDS, ENDS, "timed_out"],
    ["times out though the command never expires", target("delivered"), null, at(40), "timed_out"],
    ["may take 120 s to be done", target("acknowledged"), ENDS, at(140) - 1, "acknowledged"],
    ["times out 120 s after its acknowledgement", target("acknowledged"), ENDS, at(140), "timed_out"],
    ["stays timed out", target("timed_out"), ENDS, ENDS + MINUTE, "timed_out"],
  ])("%s", (_, given, expiresAt, now, status) => expect(statusAt(given, expiresAt, now)).toBe(status));

  test.each(FINISHED)("that is %s stays so", (status) => {
    expect(statusAt(target(status), ENDS, ENDS + MINUTE)).toBe(status);
    expect(timesOutAt(target(status))).toBeNull();
  });

  test("says when it times out", () => {
    expect(timesOutAt(target("queued"))).toBeNull();
    expect(timesOutAt(target("delivered"))).toBe(at(10) + ACKNOWLEDGE_WITHIN_MS);
    expect(timesOutAt(target("acknowledged"))).toBe(at(140));
    expect(timesOutAt({ ...target("delivered"), deliveredAt: null })).toBeNull();
  });

  test("moves only where it is still open, and only to expired or timed out", () => {
    const given = fc.record({ status: fc.constantFrom(...COMMAND_STATUSES), second: fc.integer({ min: 0, max: 3_600 }) });
    fc.assert(
      fc.property(given, fc.constantFrom(ENDS, null), ({ status, second }, expiresAt) => {
        const later = statusAt(target(status), expiresAt, at(second));
        expect(later === status || (isOpen(status) && ["expired", "timed_out"].includes(later))).toBe(true);
        expect(statusAt({ ...target(status), status: later }, expiresAt, at(second))).toBe(later);
      }),
    );
  });
});

describe("a replica's word", () => {
  const OPEN: readonly CommandStatus[] = ["queued", "delivered", "acknowledged", "timed_out"];
  test.each(OPEN.flatMap((status) => (["succeeded", "failed"] as const).map((said) => [status, said] as const)))(
    "%s, then %s: it is so, also after a time-out",
    (status, said) => expect(statusAfterAck(status, said)).toBe(said),
  );
  test.each<[CommandStatus, CommandStatus | null]>([
    ["queued", "acknowledged"],
    ["delivered", "acknowledged"],
    ["timed_out", "acknowledged"],
    ["acknowledged", null],
  ])("%s, then acknowledged: %s", (status, after) => expect(statusAfterAck(status, "acknowledged")).toBe(after));
  test("shows that a replica taken for gone is not", () => {
    for (const said of ["acknowledged", "succeeded", "failed"] as const) expect(statusAfterAck("gone", said)).toBe(said);
  });
  test.each(FINISHED.filter((status) => status !== "gone"))("comes too late once it is %s", (status) => {
    expect(isOpen(status)).toBe(false);
    for (const said of ["acknowledged", "succeeded", "failed"] as const) expect(statusAfterAck(status, said)).toBeNull();
  });
});

test("only pause and resume never expire", () => {
  expect(COMMAND_KINDS.filter(isDesired)).toEqual(["pause", "resume"]);
});

describe("the worst status", () => {
  const WORSE: readonly CommandStatus[] = [
    "succeeded",
    "superseded",
    "cancelled",
    "acknowledged",
    "delivered",
    "queued",
    "expired",
    "timed_out",
    "failed",
  ];
  test.each(WORSE.slice(1).map((worse, index) => [worse, WORSE[index] ?? worse] as const))(
    "%s is worse than %s",
    (worse, better) => {
      expect(worstStatus([worse, better, "gone"], "queued")).toBe(worse);
      expect(worstStatus([better, worse], "queued")).toBe(worse);
    },
  );
  test("counts nobody who is gone", () => {
    expect(worstStatus(["gone", "succeeded", "gone"], "queued")).toBe("succeeded");
    expect(worstStatus(["gone"], "queued")).toBe("queued");
    expect(worstStatus([], "expired")).toBe("expired");
  });
  test("depends neither on order nor on who is gone", () => {
    const statuses = fc.array(fc.constantFrom(...COMMAND_STATUSES), { maxLength: 8 });
    fc.assert(
      fc.property(statuses, (given) => {
        const worst = worstStatus(given, "queued");
        expect(worstStatus(given.toReversed(), "queued")).toBe(worst);
        expect(worstStatus([...given, "gone"], "queued")).toBe(worst);
      }),
    );
  });
});

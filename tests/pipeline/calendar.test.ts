import { describe, expect, test } from "vitest";
import { DAY, HOUR } from "#lib/domain/clock/instant.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import { checkEvent } from "#lib/pipeline/ingest/check-event.ts";
import { toFact } from "#lib/pipeline/record/to-fact.ts";

/** A credential reported at its issue, as Lanekeeper sees it then; null where the event is refused. */
function seen(issuedAt: string, expiresAt: string) {
  const now = new Date(Number.isNaN(Date.parse(issuedAt)) ? 0 : issuedAt);
  const event = {
    specversion: "1.0",
    id: "1",
    source: "/servers/s/replicas/r",
    subject: "lane",
    type: "dev.lanekeeper.credential.loaded",
    time: now.toISOString(),
    data: { generation: 1, fingerprint: "9f2c41d0a7b35e68", issued_at: issuedAt, expires_at: expiresAt },
  };
  const checked = checkEvent(event, "s", now);
  const fact = checked.ok ? toFact(checked.event, "boot") : null;
  if (!fact) return null;
  const replica = { startedAt: now.getTime(), lastReportAt: now.getTime(), stopped: false, heartbeatMs: 30_000 };
  const lane = { state: fold(EMPTY_LANE, fact), presence: "always_on" as const, replicas: { boot: replica } };
  return view(lane, now.getTime());
}

describe("a life is as long as it is, whatever the calendar does meanwhile", () => {
  test.each([
    ["the night the clocks go forward", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", 23 * HOUR],
    ["the night they go back", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", 25 * HOUR],
    ["the hour that comes twice, first time", "2026-10-25T00:30:00Z", "2026-10-25T03:30:00+02:00", HOUR],
    ["the hour that comes twice, second time", "2026-10-25T00:30:00Z", "2026-10-25T03:30:00+01:00", 2 * HOUR],
    ["a leap day", "2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z", 2 * DAY],
    ["a year without one", "2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z", DAY],
    ["an end on the leap day's last second", "2028-02-29T22:59:59Z", "2028-02-29T23:59:59Z", HOUR],
    ["a year's end", "2027-12-31T23:30:00Z", "2028-01-01T00:30:00Z", HOUR],
    ["a zone of half an hour", "2026-11-22T02:00:00+05:30", "2026-11-21T21:30:00Z", HOUR],
  ])("%s", (_, issuedAt, expiresAt, lifeMs) => {
    const lane = seen(issuedAt, expiresAt);
    const end = Date.parse(issuedAt) + lifeMs;
    expect(lane?.expiresAt).toBe(end);
    expect(lane?.deadlines).toMatchObject({ warnAt: end - 0.2 * lifeMs, refuseAt: end - Math.min(0.05 * lifeMs, HOUR) });
  });

  test.each([
    ["29 February of a year that has none", "2027-02-29T12:00:00Z"],
    ["30 February", "2028-02-30T12:00:00Z"],
    ["a time without its zone", "2026-10-25T02:30:00"],
    ["the 25th hour", "2026-10-25T24:30:00Z"],
  ])("%s is no time, and the event is refused", (_, expiresAt) => {
    expect(seen("2026-10-25T00:30:00Z", expiresAt)).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, HOUR, SECOND } from "#lib/domain/clock/instant.ts";
import { EVENT_KINDS, type RejectionCode } from "#lib/domain/vocabulary.ts";
import { type CheckResult, checkEvent } from "#lib/pipeline/ingest/check-event.ts";
import { CREDENTIALS, SAMPLE_CREDENTIAL } from "#tests/domain/support/credentials.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const timeAway = (offsetMs: number): string => new Date(NOW.getTime() + offsetMs).toISOString();
const check = (input: unknown): CheckResult => checkEvent(input, "github-tools", NOW);

const GOOD = {
  specversion: "1.0",
  id: "01J9Z6M4N8Q2R5T7V0W3X6Y9ZA",
  source: "/servers/github-tools/replicas/web1-9c2e",
  type: "dev.lanekeeper.credential.loaded",
  subject: "github-prod",
  time: NOW.toISOString(),
  sequence: "7",
  traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  data: { generation: 3, fingerprint: "9f2c41d0a7b35e68", note: "kept as sent" },
};
const without = (name: keyof typeof GOOD): Record<string, unknown> =>
  Object.fromEntries(Object.entries(GOOD).filter(([other]) => other !== name));
const heartbeat = { ...without("subject"), type: "dev.lanekeeper.server.heartbeat", data: {} };
const authFailed = (evidence: unknown) => ({
  ...GOOD,
  type: "dev.lanekeeper.auth.failed",
  data: { generation: 3, outcome: "rate_limited", evidence },
});

describe("accepts", () => {
  test("a good event, with its place and its data as it was sent", () => {
    expect(check(GOOD)).toEqual({
      ok: true,
      event: {
        kind: "credential.loaded",
        data: { generation: 3, fingerprint: "9f2c41d0a7b35e68" },
        id: GOOD.id,
        replica: "web1-9c2e",
        lane: "github-prod",
        sequence: "7",
        traceparent: GOOD.traceparent,
        raw: GOOD.data,
        at: NOW,
        reportedAt: null,
        skewed: false,
      },
    });
  });
  test("a time that its sender has corrected, flagged, with what its clock said", () => {
    const reported = timeAway(-40 * DAY);
    const corrected = { ...GOOD, data: { ...(GOOD.data as object), reported_time: reported } };
    expect(check(corrected)).toMatchObject({ ok: true, event: { at: NOW, reportedAt: new Date(reported), skewed: true } });
    const meaningless = { ...GOOD, data: { ...(GOOD.data as object), reported_time: "yesterday" } };
    expect(check(meaningless)).toMatchObject({ ok: true, event: { reportedAt: null, skewed: false } });
  });
  test("what may be left out", () => {
    const result = check({ ...without("sequence"), traceparent: undefined });
    expect(result).toMatchObject({ ok: true, event: { sequence: null, traceparent: null } });
  });
  test("an event of the server itself, which is of no lane even where one is named", () => {
    for (const event of [heartbeat, { ...heartbeat, subject: "github-prod" }])
      expect(check(event)).toMatchObject({ ok: true, event: { kind: "server.heartbeat", lane: null } });
  });
  test("an event without data, where none is needed", () => {
    for (const data of [undefined, null, {}])
      expect(check({ ...GOOD, type: "dev.lanekeeper.lane.retired", data })).toMatchObject({ ok: true, event: { raw: {} } });
  });
  test("a time in another zone", () => {
    const result = check({ ...GOOD, time: "2026-11-22T04:00:00+02:00" });
    expect(result).toMatchObject({ ok: true, event: { at: NOW, skewed: false } });
  });
});

interface Refusal {
  event: unknown;
  code: RejectionCode;
  /** How the answer begins: the field. */
  names: string;
  /** What the answer must not repeat. */
  hides?: string;
}

const REFUSALS: Record<string, Refusal> = {
  "no object": { event: "hello-there", code: "invalid_event", names: "event:", hides: "hello-there" },
  nothing: { event: null, code: "invalid_event", names: "event:" },
  "a list": { event: [GOOD], code: "invalid_event", names: "event:" },
  "another version": { event: { ...GOOD, specversion: "0.3" }, code: "invalid_event", names: "specversion:", hides: "0.3" },
  "no id": { event: without("id"), code: "invalid_event", names: "id:" },
  "an id that is too long": { event: { ...GOOD, id: "x".repeat(129) }, code: "invalid_event", names: "id:", hides: "xxxx" },
  "an id that is no text": { event: { ...GOOD, id: 4711 }, code: "invalid_event", names: "id:", hides: "4711" },
  "another source": { event: { ...GOOD, source: "/elsewhere" }, code: "invalid_event", names: "source:", hides: "elsewhere" },
  "a lane's name with a blank": {
    event: { ...GOOD, subject: "my lane" },
    code: "invalid_event",
    names: "subject:",
    hides: "my lane",
  },
  "no lane": { event: without("subject"), code: "invalid_event", names: "subject:" },
  "no time": { event: without("time"), code: "invalid_event", names: "time:" },
  "a time that is none": { event: { ...GOOD, time: "tomorrow" }, code: "invalid_event", names: "time:", hides: "tomorrow" },
  "a time without a zone": { event: { ...GOOD, time: "2026-11-22T02:00:00" }, code: "invalid_event", names: "time:" },
  "a sequence that is a number": { event: { ...GOOD, sequence: 4711 }, code: "invalid_event", names: "sequence:", hides: "4711" },
  "a sequence that is too large": {
    event: { ...GOOD, sequence: "9223372036854775808" },
    code: "invalid_event",
    names: "sequence:",
    hides: "9223372036854775808",
  },
  "a trace that is none": {
    event: { ...GOOD, traceparent: "00-zz" },
    code: "invalid_event",
    names: "traceparent:",
    hides: "00-zz",
  },
  "a zero byte": { event: { ...GOOD, data: { generation: 3, note: "a\0b" } }, code: "invalid_event", names: "data.note:" },
  "half a character": { event: { ...GOOD, data: { list: ["a", "\ud800"] } }, code: "invalid_event", names: "data.list.1:" },
  "data of another kind": { event: { ...GOOD, data: "words" }, code: "invalid_event", names: "data:", hides: "words" },
  "data without what it needs": {
    event: { ...GOOD, data: { generation: 3 } },
    code: "invalid_event",
    names: "data.fingerprint:",
  },
  "a fingerprint that is none": {
    event: { ...GOOD, data: { generation: 3, fingerprint: "not-hex" } },
    code: "invalid_event",
    names: "data.fingerprint:",
    hides: "not-hex",
  },
  "a word of no list": {
    event: { ...GOOD, type: "dev.lanekeeper.auth.failed", data: { generation: 3, outcome: "gone_fishing" } },
    code: "invalid_event",
    names: "data.outcome:",
    hides: "gone_fishing",
  },
  "a type of nobody": {
    event: { ...GOOD, type: "dev.lanekeeper.lane.exploded" },
    code: "unknown_type",
    names: "type:",
    hides: "exploded",
  },
  "a type of somebody else": {
    event: { ...GOOD, type: "com.example.loaded" },
    code: "unknown_type",
    names: "type:",
    hides: "example",
  },
  "a type that every object has": {
    event: { ...GOOD, type: "dev.lanekeeper.constructor" },
    code: "unknown_type",
    names: "type:",
  },
  "another server's source": {
    event: { ...GOOD, source: "/servers/payments/replicas/web1" },
    code: "wrong_server",
    names: "source:",
    hides: "payments",
  },
  "a credential in a text": {
    event: authFailed({ detail: `rejected ${SAMPLE_CREDENTIAL}` }),
    code: "secret_material",
    names: "The field data.evidence.detail ",
    hides: SAMPLE_CREDENTIAL,
  },
  "a header that only a credential has": {
    event: authFailed({ headers: { Authorization: "opaque-words" } }),
    code: "secret_material",
    names: "The field data.evidence.headers.Authorization ",
    hides: "opaque-words",
  },
  "a credential as the name of a header": {
    event: authFailed({ headers: { [SAMPLE_CREDENTIAL]: "x" } }),
    code: "secret_material",
    names: "The field data.evidence.headers (a field name) ",
    hides: SAMPLE_CREDENTIAL,
  },
  "a time too far ahead": {
    event: { ...GOOD, time: timeAway(30 * HOUR) },
    code: "time_out_of_range",
    names: "time is 30 h ahead of ",
  },
  "a time too far behind": {
    event: { ...GOOD, time: timeAway(-36 * DAY) },
    code: "time_out_of_range",
    names: "time is 864 h behind ",
  },
};

describe("refuses", () => {
  test.each(Object.entries(REFUSALS))("%s, names the field and not its value", (_, { event, code, names, hides }) => {
    const result = check(event);
    if (result.ok) throw new Error("It was accepted.");
    expect(result.code).toBe(code);
    expect(result.detail.slice(0, names.length)).toBe(names);
    if (hides !== undefined) expect(result.detail).not.toContain(hides);
  });

  test("with the id it came with, unless that is none or holds a credential", () => {
    const idOf = (id: unknown) => {
      const result = check({ ...GOOD, id, type: "com.example.loaded" });
      return result.ok ? "accepted" : result.id;
    };
    expect([idOf("e1"), idOf("x".repeat(128)), idOf("x".repeat(129)), idOf(4), idOf(undefined)]).toEqual([
      "e1",
      "x".repeat(128),
      null,
      null,
      null,
    ]);
    expect(idOf(SAMPLE_CREDENTIAL)).toBeNull();
    expect(check("e1")).toMatchObject({ id: null });
  });

  test("with the replica and how far its clock is off, where only that is wrong", () => {
    expect(check({ ...GOOD, time: timeAway(30 * HOUR) })).toMatchObject({
      offClock: { replica: "web1-9c2e", offsetMs: 30 * HOUR },
    });
    expect(check({ ...GOOD, type: "com.example.loaded" })).toMatchObject({ offClock: null });
  });

  test("a credential before anything else that is wrong", () => {
    expect(check({ note: SAMPLE_CREDENTIAL })).toMatchObject({ code: "secret_material" });
  });
});

describe("time at the edge", () => {
  test.each<[name: string, offsetMs: number, isKept: boolean]>([
    ["24 h ahead", DAY, true],
    ["a moment more than 24 h ahead", DAY + 1, false],
    ["35 d behind", -35 * DAY, true],
    ["a moment more than 35 d behind", -35 * DAY - 1, false],
  ])("%s", (_, offsetMs, isKept) => expect(check({ ...GOOD, time: timeAway(offsetMs) }).ok).toBe(isKept));

  test.each<[offsetMs: number, skewed: boolean]>([
    [0, false],
    [30 * SECOND, false],
    [-30 * SECOND, false],
    [30 * SECOND + 1, true],
    [-30 * SECOND - 1, true],
  ])("%d ms away is skewed: %s", (offsetMs, skewed) => {
    expect(check({ ...GOOD, time: timeAway(offsetMs) })).toMatchObject({ ok: true, event: { skewed } });
  });
});

test("whatever comes is answered, and a refusal repeats neither a credential nor an unknown text", () => {
  const planted = "zq-planted-text";
  const value = fc.oneof(fc.constantFrom<unknown>(planted, ...Object.values(CREDENTIALS)), fc.jsonValue({ maxDepth: 2 }));
  const type = fc.constantFrom(...EVENT_KINDS.map((kind) => `dev.lanekeeper.${kind}`));
  const replaced = fc.dictionary(fc.constantFrom(...Object.keys(GOOD)), value, { maxKeys: 3 });
  fc.assert(
    fc.property(type, replaced, (kind, changes) => {
      const event = { ...GOOD, type: kind, ...changes };
      const result = check(event);
      if (result.ok) return;
      const { id, ...said } = result;
      expect(JSON.stringify(said)).not.toContain(planted);
      for (const credential of Object.values(CREDENTIALS)) expect([id, said.detail].join()).not.toContain(credential);
    }),
    { numRuns: 500 },
  );
});

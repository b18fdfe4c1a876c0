import { beforeAll, describe, expect, it } from "vitest";
import type { RejectionCode } from "#lib/domain/vocabulary.ts";
import { loaded, makeEvent } from "./support/make-event.ts";
import { expectReceipt, startTarget, type Target } from "./support/target.ts";

let target: Target;
let accepted = 0;

beforeAll(async () => {
  target = await startTarget();
});

const YEAR_MS = 365 * 24 * 3_600_000;
const yearsOff = (years: number) => new Date(Date.now() + years * YEAR_MS).toISOString();
const withData = (data: unknown) => makeEvent({ data });
const usage = { route: { tool: "issues_list" }, result: "ok", count: 1 };

const BAD: [name: string, event: unknown, code: RejectionCode][] = [
  ["null", null, "invalid_event"],
  ["a number", 5, "invalid_event"],
  ["an array", [makeEvent()], "invalid_event"],
  ["an empty object", {}, "invalid_event"],
  ["no id", makeEvent({ id: undefined }), "invalid_event"],
  ["an id of 129 characters", makeEvent({ id: "a".repeat(129) }), "invalid_event"],
  ["an id with a zero byte", makeEvent({ id: "a\0b" }), "invalid_event"],
  ["an id with half a character", makeEvent({ id: "a\ud800b" }), "invalid_event"],
  ["another version", makeEvent({ specversion: "0.3" }), "invalid_event"],
  ["an unknown type", makeEvent({ type: "dev.lanekeeper.credential.stolen" }), "unknown_type"],
  ["a foreign type", makeEvent({ type: "com.example.made" }), "unknown_type"],
  ["a type of everything's prototype", makeEvent({ type: "dev.lanekeeper.constructor" }), "unknown_type"],
  ["another server's source", makeEvent({ source: "/servers/other/replicas/web1" }), "wrong_server"],
  ["a source that is no path", makeEvent({ source: "github-tools" }), "invalid_event"],
  ["a source that climbs", makeEvent({ source: "/servers/github-tools/replicas/../x" }), "invalid_event"],
  ["a source with a line break", makeEvent({ source: "/servers/github-tools/replicas/a\n" }), "invalid_event"],
  ["no lane", makeEvent({ subject: undefined }), "invalid_event"],
  ["a lane called __proto__", makeEvent({ subject: "__proto__" }), "invalid_event"],
  ["a lane that is SQL", makeEvent({ subject: "x'; DROP TABLE lane; --" }), "invalid_event"],
  ["a lane of 129 characters", makeEvent({ subject: "a".repeat(129) }), "invalid_event"],
  ["a time a year ahead", makeEvent({ time: yearsOff(1) }), "time_out_of_range"],
  ["a time a year behind", makeEvent({ time: yearsOff(-1) }), "time_out_of_range"],
  ["a time in the year 1", makeEvent({ time: "0001-01-01T00:00:00Z" }), "time_out_of_range"],
  ["a thirteenth month", makeEvent({ time: "2026-13-01T00:00:00Z" }), "invalid_event"],
  ["a time that is a number", makeEvent({ time: Date.now() }), "invalid_event"],
  ["a time without a zone", makeEvent({ time: "2026-11-22T02:00:00" }), "invalid_event"],
  ["a negative sequence", makeEvent({ sequence: "-1" }), "invalid_event"],
  ["a sequence that is a number", makeEvent({ sequence: 1 }), "invalid_event"],
  ["a sequence beyond 64 bits", makeEvent({ sequence: "9999999999999999999" }), "invalid_event"],
  ["a sequence of 500 digits", makeEvent({ sequence: "9".repeat(500) }), "invalid_event"],
  ["a broken traceparent", makeEvent({ traceparent: "00-xyz" }), "invalid_event"],
  ["data that is text", withData("text"), "invalid_event"],
  ["data that is an array", withData([usage]), "invalid_event"],
  ["a zero byte in its data", withData({ ...usage, route: { tool: "a\0b" } }), "invalid_event"],
  ["a zero byte in a member nobody knows", withData({ ...usage, extra: ["\0"] }), "invalid_event"],
  ["a zero byte in a name", withData({ ...usage, "a\0b": 1 }), "invalid_event"],
  ["half a character in its data", withData({ ...usage, extra: "\udc00" }), "invalid_event"],
  ["half a character in a name", withData({ ...usage, "\ud83d": 1 }), "invalid_event"],
  ["a negative count", withData({ ...usage, count: -1 }), "invalid_event"],
  ["a generation beyond 32 bits", loaded({ generation: 2_147_483_648 }), "invalid_event"],
  ["half a generation", loaded({ generation: 1.5 }), "invalid_event"],
  ["a fingerprint that is too long", loaded({ fingerprint: "a".repeat(17) }), "invalid_event"],
  ["10,000 scopes", loaded({ scopes: Array.from({ length: 10_000 }, (_, n) => `s${n}`) }), "invalid_event"],
  ["a process id beyond 32 bits", makeEvent({ type: "dev.lanekeeper.server.started", data: { pid: 2 ** 40 } }), "invalid_event"],
];

describe("among good events, one with", () => {
  it.each(BAD)("%s is refused alone", async (_name, bad, code) => {
    const answer = await target.report([makeEvent(), bad, makeEvent()]);
    const receipt = await expectReceipt(answer);
    accepted += receipt.accepted;
    expect(receipt).toMatchObject({ accepted: 2, duplicates: 0, rejected: [{ index: 1, code }] });
  });

  it("an infinite number is refused alone", async () => {
    const bad = JSON.stringify(loaded({ generation: "@" })).replace('"@"', "1e999");
    const receipt = await expectReceipt(await target.report(`[${JSON.stringify(makeEvent())},${bad}]`));
    accepted += receipt.accepted;
    expect(receipt).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: "invalid_event" }] });
  });
});

const ODD: [name: string, event: unknown][] = [
  ["the name of an object's own member for a lane", makeEvent({ subject: "constructor" })],
  ["hasOwnProperty for a lane", makeEvent({ subject: "hasOwnProperty" })],
  ["__proto__ for a tool", withData({ ...usage, route: { tool: "__proto__", tenant: "constructor" } })],
  ["toString for a failing tool", failing("toString")],
  ["__proto__ for a failing tool", failing("__proto__")],
  ["SQL for a tool", withData({ ...usage, route: { tool: "'; DROP TABLE event; --" } })],
  ["markup for a tool", withData({ ...usage, route: { tool: "<script>alert(1)</script>" } })],
  ["right-to-left marks and emoji for a tool", withData({ ...usage, route: { tool: "\u202e\u0645🦊" } })],
  ["an unknown member", withData({ ...usage, [`a${"b".repeat(1_000)}`]: [1, { c: null }] })],
  ["the largest sequence", makeEvent({ sequence: "9223372036854775807" })],
  ["an expiry in the year 9999", loaded({ expires_at: "9999-12-31T23:59:59.999Z" })],
  ["an expiry in the year 0", loaded({ expires_at: "0000-01-01T00:00:00Z", fingerprint: "0000000000000000" })],
  [
    "the end of a day as 24 o'clock's neighbour",
    makeEvent({ time: new Date(Date.now() - 1).toISOString().replace("Z", "+00:00") }),
  ],
  ["a heartbeat 34 days late", heartbeat({ time: new Date(Date.now() - 34 * 24 * 3_600_000).toISOString() })],
  ["a heartbeat of lanes that do not exist", heartbeat({ data: { lanes: [{ lane: "nowhere" }, { lane: "constructor" }] } })],
];

function failing(tool: string) {
  const data = { generation: 1, outcome: "scope_insufficient", route: { tool }, count: 3 };
  return makeEvent({ type: "dev.lanekeeper.auth.failed", data });
}

function heartbeat(replaced: Record<string, unknown>) {
  return makeEvent({ type: "dev.lanekeeper.server.heartbeat", subject: undefined, data: {}, ...replaced });
}

describe("odd but allowed is", () => {
  it.each(ODD)("%s", async (_name, event) => {
    const receipt = await expectReceipt(await target.report([event]));
    const { type } = event as { type: string };
    if (type !== "dev.lanekeeper.server.heartbeat") accepted += receipt.accepted;
    expect(receipt).toMatchObject({ accepted: 1, rejected: [] });
  });

  it("a member called __proto__, which changes nobody's prototype", async () => {
    const text = JSON.stringify(makeEvent({ subject: "proto", data: { ...usage, x: 1 } })).replace(
      '"x":1',
      '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}',
    );
    const receipt = await expectReceipt(await target.report(`[${text}]`));
    accepted += receipt.accepted;
    expect(receipt.accepted).toBe(1);
  });

  it("more refused calls than a number of 32 bits counts, in the time that a lane was degraded", async () => {
    const subject = "crowded";
    const refused = () => ({
      ...makeEvent({ type: "dev.lanekeeper.call.refused", subject }),
      data: { code: "lane_paused", count: 2_147_483_647 },
    });
    const dead = makeEvent({
      type: "dev.lanekeeper.credential.expired",
      subject,
      data: { generation: 1, certainty: "confirmed" },
    });
    // Later by its own clock too: without a sequence, times decide which generation is served.
    const next = {
      ...loaded({ generation: 2, fingerprint: "aaaaaaaaaaaaaaaa" }),
      time: new Date(Date.now() + 1_000).toISOString(),
    };
    for (const events of [[{ ...loaded(), subject }, dead], [refused(), refused()], [{ ...next, subject }]]) {
      const receipt = await expectReceipt(await target.report(events));
      expect(receipt).toMatchObject({ accepted: events.length, rejected: [] });
      accepted += receipt.accepted;
    }
    const windows = await target.database.query(
      "SELECT refused, w.ended_at IS NOT NULL AS ended FROM degraded_window w JOIN lane l ON l.id = w.lane_id WHERE l.name = $1",
      [subject],
    );
    expect(windows).toEqual([{ refused: 2_147_483_647, ended: true }]);
  });

  it("the same id at another time: an event of its own, however the requests are cut", async () => {
    const event = makeEvent();
    const later = { ...event, time: new Date(Date.now() + 1_000).toISOString() };
    const first = await expectReceipt(await target.report([event, later]));
    expect(first).toMatchObject({ accepted: 2, duplicates: 0 });
    const again = await expectReceipt(await target.report([event]));
    expect(again).toMatchObject({ accepted: 0, duplicates: 1 });
    accepted += first.accepted;
  });
});

describe("after all that", () => {
  it("every lane can be read", async () => {
    const { items } = (await (await target.ask("/api/v1/lanes?limit=200")).json()) as { items: { id: string; name: string }[] };
    expect(items.map(({ name }) => name).sort()).toEqual(["constructor", "crowded", "github-prod", "hasOwnProperty", "proto"]);
    for (const { id } of items) {
      expect((await target.ask(`/api/v1/lanes/${id}`)).status).toBe(200);
      expect((await target.ask(`/api/v1/lanes/${id}/timeline`)).status).toBe(200);
    }
  });

  it("exactly what was accepted is stored, and nothing was logged as an error", async () => {
    const rows = await target.database.query("SELECT 1 FROM event");
    expect(rows).toHaveLength(accepted);
    expect(target.log()).not.toContain('"level":"error"');
  });

  it("at most 1,000 lanes exist, and the events of a known one still get in", async () => {
    const flood = () => Array.from({ length: 800 }, (_, n) => makeEvent({ subject: `flood-${crypto.randomUUID()}-${n}` }));
    await expectReceipt(await target.report(flood()));
    const { rejected } = await expectReceipt(await target.report([makeEvent(), ...flood()]));
    expect(new Set(rejected.map(({ code }) => code))).toEqual(new Set(["lane_limit"]));
    expect(rejected.some(({ index }) => index === 0)).toBe(false);
    const [row] = await target.database.query<{ count: number }>("SELECT count(*) FROM lane");
    expect(row?.count).toBe(1_000);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import type { ProblemCode } from "#lib/contract/problem.ts";
import { registerServer } from "#tests/support/register-server.ts";
import { makeEvent } from "./support/make-event.ts";
import { expectProblem, expectReceipt, startTarget, type Target } from "./support/target.ts";

let target: Target;

beforeAll(async () => {
  target = await startTarget();
});

const storedEvents = async (): Promise<number> => (await target.database.query("SELECT 1 FROM event")).length;

const DEEP = 100_000;
const BODIES: [name: string, body: string | Uint8Array, code: ProblemCode][] = [
  ["no body", "", "malformed_json"],
  ["text that is no JSON", "{not json", "malformed_json"],
  ["JSON that breaks off", JSON.stringify([makeEvent()]).slice(0, -9), "malformed_json"],
  ["bytes that are no UTF-8", new Uint8Array([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d]), "malformed_json"],
  ["a byte order of another encoding", Buffer.from(JSON.stringify([makeEvent()]), "utf16le"), "malformed_json"],
  ["arrays 100,000 deep", "[".repeat(DEEP) + "]".repeat(DEEP), "malformed_json"],
  ["objects 100,000 deep", `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`, "malformed_json"],
  ["brackets that never close", "[".repeat(1_000_000), "malformed_json"],
  ["a single event", JSON.stringify(makeEvent()), "invalid_request"],
  ["null", "null", "invalid_request"],
  ["a number", "1e999", "invalid_request"],
  ["10 MB of text", `["${"a".repeat(10_000_000)}"]`, "payload_too_large"],
  ["1,001 events", JSON.stringify(Array.from({ length: 1_001 }, () => 0)), "payload_too_large"],
  ["1,000 things that are no events", JSON.stringify(Array.from({ length: 1_000 }, () => 0)), "all_rejected"],
];

describe("a batch", () => {
  it.each(BODIES)("of %s is refused", async (_name, body, code) => {
    await expectProblem(await target.report(body), code);
    expect(await storedEvents()).toBe(0);
  });

  it("that is empty is accepted as that", async () => {
    expect(await expectReceipt(await target.report([]))).toEqual({
      accepted: 0,
      duplicates: 0,
      rejected: [],
      control_version: 0,
    });
  });
});

describe("a media type", () => {
  it.each([
    "text/plain",
    "application/json",
    "application/xml",
    "multipart/form-data; boundary=x",
    "application/cloudevents+xml",
    ";",
  ])("%s is refused", async (type) => {
    await expectProblem(await target.report([makeEvent()], { "content-type": type }), "unsupported_media_type");
  });

  it("may carry parameters and capitals", async () => {
    const type = "Application/CloudEvents-Batch+JSON; charset=utf-8";
    expect(await expectReceipt(await target.report([makeEvent()], { "content-type": type }))).toMatchObject({ accepted: 1 });
  });
});

describe("a key", () => {
  const post = (token: string | null, headers = {}) =>
    target.ask("/api/v1/events", {
      method: "POST",
      token,
      headers: { "content-type": "application/cloudevents-batch+json", ...headers },
      body: JSON.stringify([makeEvent()]),
    });

  it.each<[string, () => string | null]>([
    ["missing", () => null],
    ["with another secret", () => target.key.replace(/_[0-9a-f]{48}_/, `_${"0".repeat(48)}_`)],
    ["of an unknown id", () => target.key.replace(/_[0-9a-f]{12}_/, "_000000000000_")],
    ["cut short", () => target.key.slice(0, -1)],
    ["with something after it", () => `${target.key} x`],
    ["100 kB long", () => `lk_srv_${"a".repeat(10_000)}`],
  ])("%s is not let in", async (_name, token) => {
    await expectProblem(await post(token()), "unauthenticated");
  });

  it("in another scheme is not let in", async () => {
    const basic = `Basic ${Buffer.from(`${target.key}:`).toString("base64")}`;
    await expectProblem(await post(null, { authorization: basic }), "unauthenticated");
  });

  it("of an administrator may not report", async () => {
    await expectProblem(await target.ask("/api/v1/events", { method: "POST", body: "[]" }), "forbidden");
  });

  it("of another server reports for that server alone", async () => {
    const before = await storedEvents();
    const { rejected } = await expectProblem(await post(await registerServer(target.url, "stripe-tools")), "all_rejected");
    expect(rejected).toMatchObject([{ index: 0, code: "wrong_server" }]);
    expect(await storedEvents()).toBe(before);
  });

  it("ends with the request after its revocation", async () => {
    const key = await registerServer(target.url, "slack-tools");
    expect(await expectReceipt(await target.ask("/api/v1/events", asSlack(key)))).toMatchObject({ accepted: 1 });
    const revoked = await target.ask(`/api/v1/servers/slack-tools/keys/${key.split("_")[2]}`, { method: "DELETE" });
    expect(revoked.status).toBe(204);
    await expectProblem(await target.ask("/api/v1/events", asSlack(key)), "unauthenticated");
  });

  const asSlack = (token: string) => ({
    method: "POST",
    token,
    headers: { "content-type": "application/cloudevents-batch+json" },
    body: JSON.stringify([makeEvent({ source: "/servers/slack-tools/replicas/web1-9c2e" })]),
  });
});

describe("the structured mode", () => {
  const send = (event: unknown) => target.report(event, { "content-type": "application/cloudevents+json" });

  it("takes one event", async () => {
    expect(await expectReceipt(await send(makeEvent()))).toMatchObject({ accepted: 1 });
  });

  it("refuses an array, and anything else that is no event", async () => {
    for (const body of [[makeEvent()], "text", 5, null]) await expectProblem(await send(JSON.stringify(body)), "all_rejected");
  });
});

describe("the binary mode", () => {
  const { data, datacontenttype: _type, ...attributes } = makeEvent();
  const binary = (replaced: Record<string, string | null> = {}) =>
    Object.fromEntries(
      Object.entries<unknown>({ ...attributes, id: crypto.randomUUID(), ...replaced })
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [`ce-${name}`, String(value)]),
    );
  const send = (headers: Record<string, string>, body: unknown = data) =>
    target.report(body, { "content-type": "application/json", ...headers });

  it("takes attributes from headers, percent-decoded", async () => {
    expect(await expectReceipt(await send(binary({ subject: "github%2Dprod" })))).toMatchObject({ accepted: 1 });
  });

  it.each<[string, Record<string, string | null>]>([
    ["without an id", { id: null }],
    ["of another version", { specversion: "0.3" }],
    ["with a bad time", { time: "yesterday" }],
    ["with a broken percent sign in its lane", { subject: "%zz" }],
    ["with a line break in its lane", { subject: "a%0d%0aset-cookie:%20x=1" }],
    ["with a path for a lane", { subject: "..%2f..%2fetc" }],
    ["with a zero byte in its id", { id: "a%00b" }],
    ["with a sequence of letters", { sequence: "twelve" }],
  ])("refuses an event %s", async (_name, replaced) => {
    const answer = await send(binary(replaced));
    expect(answer.headers.has("set-cookie")).toBe(false);
    const { rejected } = await expectProblem(answer, "all_rejected");
    expect(rejected).toMatchObject([{ index: 0, code: "invalid_event" }]);
  });

  it("refuses data that is no JSON", async () => {
    await expectProblem(await send(binary(), "{"), "malformed_json");
  });
});

it.each(["PUT", "PATCH", "DELETE", "GET"])("the method %s is not one of this address", async (method) => {
  const answer = await target.ask("/api/v1/events", { method, token: target.key });
  expect(answer.status).toBe(405);
});

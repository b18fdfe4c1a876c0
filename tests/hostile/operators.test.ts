import { request } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import type { CommandView } from "#lib/contract/command.ts";
import type { LanePage } from "#lib/contract/lane.ts";
import type { ProblemCode } from "#lib/contract/problem.ts";
import { loaded } from "./support/make-event.ts";
import { expectProblem, expectReceipt, startTarget, type Target } from "./support/target.ts";

let target: Target;
let lane: string;

beforeAll(async () => {
  target = await startTarget();
  await expectReceipt(await target.report([loaded()]));
  const { items } = (await (await target.ask("/api/v1/lanes")).json()) as LanePage;
  lane = items[0]?.id ?? "";
});

const NOBODY = "00000000-0000-4000-8000-000000000000";
const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  target.ask(`/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const ADDRESSES = ["/lanes/@", "/lanes/@/timeline", "/alerts/@", "/commands/@"];
const NO_IDS = [
  "x",
  "..%2f..",
  "%00",
  "1",
  `${NOBODY}0`,
  NOBODY.toUpperCase().replaceAll("0", "A"),
  "'%20OR%201=1--",
  "%F0%9F%A6%8A",
];

describe.each(ADDRESSES)("GET %s", (address) => {
  it.each(NO_IDS)("says that %s is no id", async (id) => {
    await expectProblem(await target.ask(`/api/v1${address.replace("@", id)}`), "invalid_request");
  });

  it("finds nothing under an id that nobody has", async () => {
    await expectProblem(await target.ask(`/api/v1${address.replace("@", NOBODY)}`), "not_found");
  });
});

const LISTS = ["/lanes", "/alerts", "/audit", "/commands", "/servers"];
const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const ODD_KEYS = ["x", "\0", -1, 1e308, 1.5, "9999-99-99T00:00:00Z", "infinity", "'; DROP TABLE lane; --", NOBODY, ""];
const CURSORS = [
  "x",
  "%00",
  "%F0%9F%A6%8A",
  cursorOf(null),
  cursorOf({}),
  cursorOf("text"),
  cursorOf([]),
  cursorOf([null, null]),
  cursorOf([["deep"], {}]),
  ...ODD_KEYS.flatMap((key) => [1, 2, 3, 4].map((length) => cursorOf(Array.from({ length }, () => key)))),
];

describe.each(LISTS)("GET %s", (list) => {
  it("refuses every cursor that it did not give out", async () => {
    for (const cursor of CURSORS) {
      const answer = await target.ask(`/api/v1${list}?cursor=${cursor}`);
      if (answer.status !== 200) await expectProblem(answer, "invalid_request");
    }
  });

  it.each(["0", "-1", "201", "1e9", "1.5", "abc", "", "9".repeat(400)])("refuses limit=%s", async (limit) => {
    await expectProblem(await target.ask(`/api/v1${list}?limit=${limit}`), "invalid_request");
  });
});

const TEXTS = [
  "' OR 1=1; DROP TABLE lane; --",
  "%",
  "%_%",
  "\\",
  "\\\\%",
  "a\r\nset-cookie: x=1",
  "🦊\u202e",
  "(((((",
  "*".repeat(128),
];

describe.each(["/lanes", "/audit"])("GET %s", (list) => {
  it.each(TEXTS)("looks for the text %j and finds nothing", async (text) => {
    const answer = await target.ask(`/api/v1${list}?q=${encodeURIComponent(text)}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.has("set-cookie")).toBe(false);
    expect(((await answer.json()) as { items: unknown[] }).items).toEqual([]);
  });

  it.each([`q=${"a".repeat(129)}`, "q=%00", "q=%ff%fe%00"])("refuses %s", async (query) => {
    await expectProblem(await target.ask(`/api/v1${list}?${query}`), "invalid_request");
  });
});

it.each([
  "/lanes?health=stolen",
  "/lanes?sort=constructor",
  "/lanes?server=x",
  "/alerts?state=__proto__",
  "/alerts?lane=1",
  "/audit?since=yesterday",
  "/audit?actor=%00",
  "/audit?action=%00",
  "/commands?open=perhaps",
])("GET %s is refused", async (path) => {
  await expectProblem(await target.ask(`/api/v1${path}`), "invalid_request");
});

it("a timeline over all of time is read", async () => {
  const answer = await target.ask(`/api/v1/lanes/${lane}/timeline?from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59Z&limit=1000`);
  expect(answer.status).toBe(200);
});

const CHANGES: [method: string, path: string, body: unknown, code: ProblemCode][] = [
  ["POST", "/lanes/@/commands", "{", "malformed_json"],
  ["POST", "/lanes/@/commands", "null", "invalid_request"],
  ["POST", "/lanes/@/commands", [], "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "destroy", reason: "because" }, "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "pause", reason: "" }, "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "pause", reason: "a\0b" }, "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "pause", reason: "half \ud800" }, "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "pause", reason: "a".repeat(100_000) }, "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "pause", reason: "because", until: "tomorrow" }, "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "pause", reason: "because", if_version: -1 }, "invalid_request"],
  ["PATCH", "/lanes/@", { owner: "a\0b" }, "invalid_request"],
  ["PATCH", "/lanes/@", { runbook_url: "javascript:alert(1)" }, "invalid_request"],
  ["PATCH", "/lanes/@", { runbook_url: "https://example.com/\0" }, "invalid_request"],
  ["PATCH", "/lanes/@/generations/9007199254740993", { expires_at: "never" }, "invalid_request"],
  ["PATCH", "/lanes/@/generations/2147483648", { expires_at: "never" }, "invalid_request"],
  ["POST", "/lanes/@/generations/2147483648/attest", { reason: "because" }, "invalid_request"],
  ["PATCH", "/lanes/@/generations/2147483647", { expires_at: "never" }, "not_found"],
  ["PATCH", "/lanes/@/generations/-1", { expires_at: "never" }, "invalid_request"],
  ["PATCH", "/lanes/@/generations/1", { expires_at: "soon" }, "invalid_request"],
  ["PATCH", "/lanes/@/generations/77", { expires_at: "never" }, "not_found"],
  ["PATCH", "/lanes/@", { policy: { contain_on: "sometimes" } }, "invalid_request"],
  ["PATCH", "/lanes/@", { policy: { refusal_s: -1 } }, "invalid_request"],
  ["PATCH", `/lanes/${NOBODY}`, { policy: { contain_on: "never" } }, "not_found"],
  ["POST", "/lanes/@/commands", { kind: "probe", reason: "because", replica: "../web" }, "invalid_request"],
  ["POST", "/lanes/@/commands", { kind: "probe", reason: "because", replica: "nobody" }, "conflict"],
  ["POST", "/lanes/@/generations/1/overrule", {}, "invalid_request"],
  ["POST", "/lanes/@/generations/1/overrule", { event_id: "\0", probe_command_id: NOBODY, reason: "because" }, "invalid_request"],
  ["POST", "/lanes/@/generations/1/overrule", { event_id: "x", probe_command_id: NOBODY, reason: "because" }, "not_found"],
  [
    "POST",
    `/lanes/${NOBODY}/generations/1/overrule`,
    { event_id: "x", probe_command_id: NOBODY, reason: "because" },
    "not_found",
  ],
  ["POST", "/servers/github-tools/keys", { kind: "admin" }, "invalid_request"],
  ["POST", "/servers/github-tools/keys", "null", "invalid_request"],
  ["POST", "/servers", { name: "__proto__" }, "invalid_request"],
  ["POST", "/servers", { name: "UPPER" }, "invalid_request"],
  ["POST", "/servers", { name: "a".repeat(64) }, "invalid_request"],
  ["POST", "/servers", { name: "fine", display_name: "\0" }, "invalid_request"],
  ["POST", "/servers", { name: "fine", environment: "\udfff" }, "invalid_request"],
  ["POST", "/servers", { name: "github-tools" }, "conflict"],
  ["POST", `/alerts/${NOBODY}/ack`, { comment: "\0" }, "invalid_request"],
  ["POST", `/alerts/${NOBODY}/ack`, {}, "not_found"],
  ["POST", `/commands/${NOBODY}/cancel`, {}, "not_found"],
  ["POST", `/lanes/${NOBODY}/commands`, { kind: "pause", reason: "because" }, "not_found"],
  ["DELETE", "/servers/github-tools/keys/x", {}, "invalid_request"],
  ["DELETE", "/servers/github-tools/keys/000000000000", {}, "not_found"],
];

it.each(CHANGES)("%s %s with %j is refused", async (method, path, body, code) => {
  await expectProblem(await send(method, path.replace("@", lane), body), code);
});

it.each<[name: string, key: string, code: ProblemCode | null]>([
  ["of 129 characters", "a".repeat(129), "invalid_request"],
  ["of 10,000 characters", "a".repeat(10_000), "invalid_request"],
  ["that is empty", "", "invalid_request"],
  ["that is SQL", "'; DROP TABLE command; --", null],
])("an Idempotency-Key %s", async (_name, key, code) => {
  const answer = await send("POST", `/lanes/${lane}/commands`, { kind: "pause", reason: "because" }, { "idempotency-key": key });
  if (code !== null) await expectProblem(answer, code);
  else expect(((await answer.json()) as CommandView).kind).toBe("pause");
});

it("an Idempotency-Key used again for something else is told apart", async () => {
  const pause = (reason: string) =>
    send("POST", `/lanes/${lane}/commands`, { kind: "pause", reason }, { "idempotency-key": "once" });
  expect((await pause("first")).status).toBe(202);
  await expectProblem(await pause("second"), "idempotency_mismatch");
});

it("acknowledgements of what does not exist, or of nonsense, are refused", async () => {
  const acknowledge = (id: string, body: unknown) =>
    target.ask(`/api/v1/commands/${id}/acks`, {
      method: "POST",
      token: target.key,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await expectProblem(await acknowledge(NOBODY, { replica: "web1-9c2e", status: "succeeded" }), "not_found");
  await expectProblem(await acknowledge("x", { replica: "web1-9c2e", status: "succeeded" }), "invalid_request");
  await expectProblem(await acknowledge(NOBODY, { replica: "__proto__", status: "succeeded" }), "invalid_request");
  await expectProblem(await acknowledge(NOBODY, { replica: "web1-9c2e", status: "done" }), "invalid_request");
});

it("a server's key opens nothing of the operators'", async () => {
  for (const path of ["/lanes", "/audit", "/summary", "/stream", "/session"])
    await expectProblem(await target.ask(`/api/v1${path}`, { token: target.key }), "forbidden");
  const answer = await target.ask("/api/v1/servers", { method: "POST", token: target.key, body: "{}" });
  await expectProblem(answer, "forbidden");
});

it("an address that does not exist is said not to, whatever the method", async () => {
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"])
    await expectProblem(await target.ask("/api/v1/nowhere/at/all", { method }), "not_found");
});

it("a broken request line or header ends that connection alone", async () => {
  const status = await new Promise<number | string>((resolve) => {
    const outgoing = request(`${target.url}/api/v1/lanes`, { headers: { "x-long": "a".repeat(200_000) } }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.once("error", (error) => resolve(error.message));
    outgoing.end();
  });
  expect([431, "read ECONNRESET", "write EPIPE", "socket hang up"]).toContain(status);
  expect((await target.ask("/api/healthz")).status).toBe(200);
});

it("nothing of this was an error of the server", () => {
  expect(target.log()).not.toContain('"level":"error"');
});

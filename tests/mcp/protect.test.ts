import { McpServer } from "@modelcontextprotocol/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createKeeper, fileStore } from "#lib/mcp/index.ts";
import { call, DONE, NEIGHBOUR, PROD, refusalOf, SERVER_KEY, type Stage, setStage, textOf } from "./support/stage.ts";

let stage: Stage;
afterEach(() => stage?.close());

async function started(...options: Parameters<typeof setStage>) {
  stage = await setStage(...options);
  await stage.keeper.start();
  return stage.client();
}
const pause = (extra: Record<string, unknown> = {}) =>
  stage.lanekeeper.want({ lane: PROD, control: "paused", reason: "suspicious writes", reference: "audit-7", ...extra });
const untilRefused = (lane: string) => vi.waitFor(() => expect(stage.keeper.lane(lane).status().control).not.toBe("active"));

describe("an open lane", () => {
  test("answers with its credential, and so does its neighbour with its own", async () => {
    const client = await started();
    stage.provider.http.requests.length = 0;
    expect(textOf(await call(client, "issues_create", { title: "x" }))).toBe(DONE);
    expect(textOf(await call(client, "runs_list"))).toBe(DONE);
    expect(textOf(await call(client, "no_lane"))).toBe(DONE);
    expect(stage.provider.used()).toEqual(["key-3", "ci-1"]);
  });

  test("keeps the server's own validation and errors", async () => {
    const client = await started();
    expect(textOf(await call(client, "issues_create", { title: 7 }))).toMatch("Invalid arguments for tool issues_create");
    stage.provider.answers.set("key-3", { status: 422, body: { message: "Validation Failed" } });
    const result = await call(client, "issues_list");
    expect(result).toMatchObject({ isError: true });
    expect(textOf(result)).toBe("the provider answered 422");
    expect(result._meta).toBeUndefined();
  });
});

describe("a paused lane", () => {
  test("refuses before the input is looked at and before the credential is touched", async () => {
    const client = await started();
    pause();
    await untilRefused(PROD);
    stage.provider.http.requests.length = 0;
    const result = await call(client, "issues_create", { title: 7 });
    const refusal = refusalOf(result);
    expect(refusal).toEqual({
      code: "lane_paused",
      lane: PROD,
      certainty: "confirmed",
      performed: false,
      retry: "after_resume",
      remediation: "available",
      reference: "audit-7",
    });
    expect(result).toMatchObject({ isError: true, structuredContent: refusal });
    const [sentence, json] = textOf(result).split("\n");
    expect(sentence).toBe(`Lane "${PROD}" is paused by an operator (suspicious writes); nothing was changed by this call.`);
    expect(JSON.parse(json ?? "")).toEqual(refusal);
    expect(stage.provider.http.requests).toEqual([]);
  });

  test("leaves its neighbour and tools without a lane alone", async () => {
    const client = await started();
    pause();
    await untilRefused(PROD);
    expect(textOf(await call(client, "runs_list"))).toBe(DONE);
    expect(textOf(await call(client, "no_lane"))).toBe(DONE);
  });

  test("sends no structured content for a tool with an output schema, which the client would check it against", async () => {
    const client = await started();
    expect(await call(client, "typed")).toMatchObject({ structuredContent: { count: 1 } });
    pause();
    await untilRefused(PROD);
    const result = await call(client, "typed");
    expect(refusalOf(result).code).toBe("lane_paused");
    expect(result.structuredContent).toBeUndefined();
  });

  test("says until when, and answers again after the resume", async () => {
    const client = await started();
    pause({ until: "2099-01-01T00:00:00Z" });
    await untilRefused(PROD);
    expect(refusalOf(await call(client, "issues_list")).retry_at).toBe("2099-01-01T00:00:00.000Z");
    stage.lanekeeper.want({ lane: PROD });
    await vi.waitFor(async () => expect(textOf(await call(client, "issues_list"))).toBe(DONE));
  });

  test("stops a call midway and says that part of it was carried out", async () => {
    const client = await started();
    stage.provider.answers.set("key-3", async () => {
      if (stage.provider.http.requests.at(-1)?.path === "/one") {
        pause();
        await untilRefused(PROD);
      }
      return { status: 201 };
    });
    const result = await call(client, "two_steps");
    expect(refusalOf(result)).toMatchObject({ code: "lane_paused", performed: "partial", retry: "never" });
    expect(stage.provider.http.requests.at(-1)?.path).toBe("/one");
  });

  test("tells a refusal at once and then once a minute", async () => {
    const client = await started();
    pause();
    await untilRefused(PROD);
    for (let time = 0; time < 5; time += 1) await call(client, "issues_list");
    await vi.waitFor(() => expect(stage.lanekeeper.ofKind("call.refused", PROD)).toHaveLength(1));
    await stage.keeper.stop();
    const refused = stage.lanekeeper.ofKind("call.refused", PROD);
    expect(refused.map(({ data }) => data)).toMatchObject([
      { code: "lane_paused", route: { tool: "issues_list" }, reference: "audit-7", count: 1 },
      { code: "lane_paused", count: 4 },
    ]);
    expect(stage.lanekeeper.ofKind("call.usage", PROD)[0]?.data).toMatchObject({ result: "refused", count: 5 });
  });
});

describe("what calls come to", () => {
  test("writes are told one by one, reads are counted", async () => {
    const client = await started();
    await call(client, "issues_create", { title: "x" });
    await call(client, "issues_list");
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", { status: 503 });
    await call(client, "issues_create", { title: "x" });
    await stage.keeper.stop();
    expect(stage.lanekeeper.ofKind("call.completed", PROD).map(({ data }) => data)).toMatchObject([
      { generation: 3, route: { tool: "issues_create" }, performed: true, count: 1 },
    ]);
    expect(stage.lanekeeper.ofKind("call.failed", PROD).map(({ data }) => data)).toMatchObject([
      { route: { tool: "issues_create" }, code: "upstream_error", performed: false },
    ]);
    const usage = stage.lanekeeper.ofKind("call.usage", PROD).map(({ data }) => data);
    expect(usage).toContainEqual(
      expect.objectContaining({ route: { tool: "issues_list" }, result: "ok", count: 2, generation: 3 }),
    );
    expect(usage).toContainEqual(
      expect.objectContaining({ route: { tool: "issues_create" }, result: "upstream_error", count: 1 }),
    );
  });
});

test("a provider that cannot be reached is the provider's fault, not the tool's", async () => {
  const client = await started();
  stage.provider.answers.set("key-3", "cut");
  expect(await call(client, "issues_list")).toMatchObject({ isError: true });
  await stage.keeper.stop();
  expect(stage.lanekeeper.ofKind("call.usage", PROD)[0]?.data).toMatchObject({ result: "upstream_error", count: 1 });
});

describe("resolve", () => {
  const stores = () => ({ provider: "github", store: fileStore({ path: "/nowhere" }), routes: [{ tool: "shared" }] });
  const keeper = () =>
    createKeeper({
      url: "http://127.0.0.1:1",
      key: SERVER_KEY,
      server: "s",
      stateDir: null,
      lanes: [
        { ...stores(), name: "a" },
        { ...stores(), name: "b" },
      ],
    });
  const server = () => new McpServer({ name: "s", version: "1" });

  test("is asked for where several lanes power one tool", () => {
    expect(() => keeper().protect(server())).toThrow("Several lanes power shared: pass resolve to protect()");
    expect(() => keeper().protect(server(), { resolve: () => "a" })).not.toThrow();
  });

  test("finds out of reach what a server keeps where nobody knows", () => {
    const late = { server: { setRequestHandler: () => {}, assertCanSetRequestHandler: assertNone } };
    expect(() => keeper().protect(late, { resolve: () => "a" })).toThrow("tools/call is set already");
  });
});

function assertNone(method: string): void {
  throw new Error(`${method} is set already`);
}

describe("the lane's own fetch", () => {
  test("is gated too, outside any tool", async () => {
    await started();
    pause();
    await untilRefused(PROD);
    await expect(stage.keeper.lane(PROD).fetch("/user")).rejects.toMatchObject({
      name: "LaneRefusedError",
      refusal: { code: "lane_paused" },
    });
    expect((await stage.keeper.lane(NEIGHBOUR).fetch("/user")).status).toBe(200);
  });

  test("sends its credential to its own origin only, and never in the clear", async () => {
    await started();
    await expect(stage.keeper.lane(PROD).fetch("https://example.com/")).rejects.toThrow("sends its credential to");
    await stage.close();
    stage = await setStage({ baseUrl: undefined, probe: undefined });
    await stage.keeper.start();
    await expect(stage.keeper.lane(PROD).fetch("http://example.com/")).rejects.toThrow("does not send its credential over http:");
  });

  test("puts the credential where the provider wants it", async () => {
    await started({ authorize: (headers, credential) => headers.set("x-api-key", credential), probe: undefined });
    await stage.keeper
      .lane(PROD)
      .fetch("/user", { headers: { accept: "text/plain" } })
      .catch(() => null);
    expect(stage.provider.http.requests.at(-1)?.headers).toMatchObject({ "x-api-key": "key-3", accept: "text/plain" });
  });

  test("does not exist for a lane nobody declared", async () => {
    stage = await setStage();
    expect(() => stage.keeper.lane("other")).toThrow('There is no lane "other"');
    await expect(stage.keeper.lane(PROD).fetch("/user")).rejects.toMatchObject({ refusal: { code: "preflight_refused" } });
  });
});

test("a provider's refusal becomes a typed result without any line of the tool's own", async () => {
  const client = await started();
  stage.provider.answers.set("key-3", {
    status: 403,
    headers: { "x-accepted-github-permissions": "issues=write" },
    body: { message: "Resource not accessible by personal access token" },
  });
  const result = await call(client, "issues_create", { title: "x" });
  expect(refusalOf(result)).toMatchObject({
    code: "scope_insufficient",
    certainty: "confirmed",
    performed: false,
    retry: "never",
  });
  await vi.waitFor(() => expect(stage.lanekeeper.ofKind("auth.failed", PROD)).toHaveLength(1));
  const [failed] = stage.lanekeeper.ofKind("auth.failed", PROD);
  expect(failed?.data).toMatchObject({
    outcome: "scope_insufficient",
    needed_scopes: ["issues=write"],
    route: { tool: "issues_create" },
  });
  expect(refusalOf(result).reference).toBe(failed?.event.id);
});

test("a rate limit says when to come back", async () => {
  const client = await started();
  stage.provider.answers.set("key-3", { status: 429, headers: { "retry-after": "40" } });
  const refusal = refusalOf(await call(client, "issues_list"));
  expect(refusal).toMatchObject({ code: "rate_limited", retry: "at" });
  expect(Date.parse(refusal.retry_at ?? "") - Date.now()).toBeGreaterThan(35_000);
  stage.provider.answers.set("key-3", { status: 200 });
  expect(textOf(await call(client, "issues_list"))).toBe(DONE);
  await vi.waitFor(() => expect(stage.lanekeeper.ofKind("call.usage", PROD).map(({ data }) => data.result)).toContain("ok"));
});

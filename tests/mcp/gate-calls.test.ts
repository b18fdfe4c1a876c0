import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport as InMemoryTransport1 } from "@modelcontextprotocol/sdk/inMemory.js";
import { Server as Server1 } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, CreateTaskResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { acceptedContent, inputRequired, McpServer } from "@modelcontextprotocol/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import type { LaneHandle, LaneOptions, ProtectOptions, RefreshResult, Store } from "#lib/mcp/index.ts";
import { HOSTS_2 } from "./support/lines/http-2.ts";
import { OK, startProviderPeer, UNAUTHORIZED } from "./support/provider-peer.ts";
import { serveTools } from "./support/serve-tools.ts";
import { call, DONE, NEIGHBOUR, PROD, refusalOf, type Stage, setStage, textOf } from "./support/stage.ts";

const endings: Client[] = [];
let stage: Stage;
afterEach(async () => {
  await Promise.all(endings.splice(0).map((client) => client.close()));
  await stage?.close();
});

let aheadMs = 0;
/** A credential that has served for long, so that what a provider says of its end is believed. */
async function begin(lane: Partial<LaneOptions> = {}, stored: Record<string, unknown> = {}) {
  aheadMs = 0;
  stage = await setStage({ probe: undefined, ...lane }, { now: () => new Date(Date.now() + aheadMs) });
  const issuedAt = new Date(Date.now() - 3_600_000).toISOString();
  await stage.store(PROD, { secret: "key-3", version: "3", issued_at: issuedAt, expires_at: "never", ...stored });
  await stage.keeper.start();
  await stage.keeper
    .lane(PROD)
    .fetch("/user")
    .catch(() => {});
}

const done = (text = DONE) => ({ content: [{ type: "text" as const, text }] });

/** Serves one tool, which does what the test says with the lane. */
async function serve(name: string, use: (lane: LaneHandle) => Promise<unknown>): Promise<Client> {
  const client = await serveTools(stage.keeper, (server) => {
    server.registerTool(name, {}, async () => done(String(await use(stage.keeper.lane(PROD)))));
  });
  endings.push(client);
  return client;
}
const asked = (path: string) => stage.provider.http.requests.filter((request) => request.path === path).length;
const told = async (kind: Parameters<Stage["lanekeeper"]["ofKind"]>[0]) => {
  await stage.keeper.stop();
  return stage.lanekeeper.ofKind(kind, PROD).map(({ data }) => data);
};

describe("one tool of several lanes", () => {
  const resolve: ProtectOptions["resolve"] = ({ params }) => {
    const tenant = params.arguments?.tenant;
    if (tenant === "broken") throw new Error("no such tenant");
    return tenant === undefined ? null : String(tenant);
  };
  async function sharing() {
    await begin({ routes: [{ tool: "shared" }] });
    const client = await serveTools(
      stage.keeper,
      (server) =>
        server.registerTool("shared", { inputSchema: z.object({ tenant: z.optional(z.string()) }) }, async ({ tenant }) => {
          if (tenant !== undefined) await stage.keeper.lane(tenant).fetch("/user");
          return done();
        }),
      { resolve },
    );
    endings.push(client);
    stage.provider.http.requests.length = 0;
    return client;
  }

  test("is gated by the lane that the call itself names, and by no other", async () => {
    const client = await sharing();
    stage.lanekeeper.want({ lane: PROD, control: "paused" });
    await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("paused"));
    expect(refusalOf(await call(client, "shared", { tenant: PROD }))).toMatchObject({ code: "lane_paused", lane: PROD });
    expect(textOf(await call(client, "shared", { tenant: NEIGHBOUR }))).toBe(DONE);
    expect(textOf(await call(client, "shared"))).toBe(DONE);
    expect(stage.provider.used()).toEqual(["ci-1"]);
  });

  test.each([
    ["names a lane that is none", "github-dev"],
    ["fails", "broken"],
  ])("is refused where resolve %s", async (_name, tenant) => {
    const client = await sharing();
    expect(refusalOf(await call(client, "shared", { tenant }))).toMatchObject({ code: "preflight_refused", performed: false });
    expect(stage.provider.used()).toEqual([]);
  });
});

describe("a call that may outlast its credential", () => {
  const routes: LaneOptions["routes"] = [
    { tool: "export", side_effect: "read", max_duration_s: 120 },
    { tool: "issues_list", side_effect: "read" },
  ];
  const inS = (seconds: number) => new Date(Date.now() + seconds * 1_000);

  test("is refused before the provider hears of it, while a short one is served", async () => {
    await begin({ routes, policy: { refusal_s: 10 } }, { expires_at: inS(60).toISOString() });
    const client = await serve("export", (lane) => lane.fetch("/export"));
    expect(refusalOf(await call(client, "export"))).toMatchObject({ code: "credential_expired", certainty: "inferred" });
    expect(asked("/export")).toBe(0);
    const short = await serve("issues_list", async (lane) => (await lane.fetch("/issues")).status);
    expect(textOf(await call(short, "issues_list"))).toBe("200");
  });

  /** A grant whose next leases last as long as the test says, one after the other. */
  function grant(...results: (number | Extract<RefreshResult, { ok: false }>)[]): Store {
    let drawn = 0;
    return {
      type: "grant",
      reference: "a grant",
      read: async () => ({ secret: "refresh", identity: "grant-1" }),
      refresh: async () => {
        const result = results.shift() ?? { ok: false, permanent: false, reason: "no more" };
        if (typeof result !== "number") return result;
        drawn += 1;
        const accessToken = `lease-${drawn}`;
        stage.provider.answers.set(accessToken, OK);
        return { ok: true, lease: { accessToken, issuedAt: new Date(), expiresAt: inS(result) } };
      },
    };
  }

  test("gets a new lease first where the present one is too short", async () => {
    await begin({ routes, store: grant(60, 600) });
    const client = await serve("export", async (lane) => (await lane.fetch("/export")).status);
    expect(refusalOf(await call(client, "export"))).toMatchObject({ code: "credential_expired", retry: "never" });
    await stage.close();

    await begin({ routes, store: grant(200, 600) });
    const later = await serve("export", async (lane) => (await lane.fetch("/export")).status);
    expect(textOf(await call(later, "export"))).toBe("200");
    aheadMs = 100_000;
    expect(textOf(await call(later, "export"))).toBe("200");
    expect(stage.provider.used().slice(-2)).toEqual(["lease-1", "lease-2"]);
  });

  test("is refused where no new lease can be had, though the present one still serves others", async () => {
    await begin({ routes, store: grant(200, { ok: false, permanent: false, reason: "server_error" }) });
    aheadMs = 100_000;
    const client = await serve("export", async (lane) => (await lane.fetch("/export")).status);
    const refusal = refusalOf(await call(client, "export"));
    const short = await serve("issues_list", async (lane) => (await lane.fetch("/issues")).status);
    const served = textOf(await call(short, "issues_list"));
    expect(refusal).toMatchObject({ code: "refresh_failed", retry: "at" });
    expect([served, asked("/export")]).toEqual(["200", 0]);
  });
});

describe("after a dead verdict", () => {
  test("a call under way asks the provider nothing more with that credential, whatever its tool catches", async () => {
    await begin();
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    const client = await serve("issues_list", async (lane) => {
      for (const path of ["/one", "/two", "/three"]) await lane.fetch(path).catch(() => {});
      throw new Error("nothing came");
    });
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ code: "credential_revoked", performed: false });
    expect([asked("/one"), asked("/two"), asked("/three")]).toEqual([1, 0, 0]);
  });

  test("nor does another call that began before", async () => {
    await begin();
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const long = await serve("issues_list", async (lane) => {
      await held;
      await lane.fetch("/late");
    });
    const answer = call(long, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    await expect(stage.keeper.lane(PROD).fetch("/user")).rejects.toMatchObject({ refusal: { code: "credential_revoked" } });
    goOn();
    expect(refusalOf(await answer).code).toBe("credential_revoked");
    expect(asked("/late")).toBe(0);
  });

  test("a call goes on with the credential that its store held instead, from there to its end", async () => {
    await begin({ probe: ({ fetch }) => fetch("/user") });
    stage.provider.answers.set("key-3", async () => {
      await stage.store(PROD, { secret: "key-4", version: "4" });
      return UNAUTHORIZED;
    });
    const client = await serve("issues_list", async (lane) => {
      await lane.fetch("/one");
      await lane.fetch("/two");
      return DONE;
    });
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
    const paths = stage.provider.http.requests.filter(({ path }) => path === "/one" || path === "/two");
    expect(paths.map(({ headers }) => headers.authorization)).toEqual(["Bearer key-3", "Bearer key-4", "Bearer key-4"]);
    expect(stage.keeper.lane(PROD).status()).toMatchObject({ generation: 4, inFlight: 0 });
  });
});

describe("what a call that fails has changed", () => {
  const routes: LaneOptions["routes"] = [{ tool: "issues_create", side_effect: "write" }];
  const POST = { method: "POST" };

  test.each([
    ["nothing, where only reads went before", ["GET 200"], false],
    ["nothing, where the provider says that it is not available", ["POST 503"], false],
    ["nothing, where the provider took offence at the request", ["POST 422"], false],
    ["part, where a write succeeded", ["POST 200"], "partial"],
    ["part, also where another one is unclear", ["POST 200", "POST 500"], "partial"],
    ["nobody knows what, where a write broke off", ["POST cut"], "unknown"],
    ["nobody knows what, where a write failed within the provider", ["POST 500"], "unknown"],
    ["nothing, where a read failed within the provider", ["GET 500"], false],
  ])("is %s", async (_name, requests, performed) => {
    await begin({ routes });
    const client = await serve("issues_create", async (lane) => {
      for (const [place, request] of requests.entries()) {
        const [method, came] = request.split(" ");
        stage.provider.answers.set("key-3", came === "cut" ? "cut" : { status: Number(came) });
        await lane.fetch(`/${place}`, { method }).catch(() => {});
      }
      stage.provider.answers.set("key-3", UNAUTHORIZED);
      await lane.fetch("/last", POST);
    });
    const refusal = refusalOf(await call(client, "issues_create"));
    expect(refusal).toMatchObject({ code: "credential_revoked", performed });
    if (performed !== false) expect(refusal.retry).toBe("never");
    expect(await told("call.failed")).toMatchObject([{ route: { tool: "issues_create" }, performed }]);
  });

  test("is nothing where no connection came about", async () => {
    const away = await startProviderPeer();
    await away.close();
    await begin({ routes, baseUrl: away.url });
    const client = await serve("issues_create", (lane) => lane.fetch("/issues", POST));
    expect(await call(client, "issues_create")).toMatchObject({ isError: true });
    expect(await told("call.failed")).toMatchObject([{ code: "upstream_error", performed: false }]);
  });

  test("is told of a call that a pause stopped midway", async () => {
    await begin({ routes });
    const client = await serve("issues_create", async (lane) => {
      await lane.fetch("/one", POST);
      stage.lanekeeper.want({ lane: PROD, control: "paused" });
      await vi.waitFor(() => expect(lane.status().control).toBe("paused"));
      await lane.fetch("/two", POST);
    });
    expect(refusalOf(await call(client, "issues_create"))).toMatchObject({ code: "lane_paused", performed: "partial" });
    expect(await told("call.failed")).toMatchObject([{ code: "refused", performed: "partial" }]);
  });
});

describe("the retry ceiling of a route", () => {
  const route = (side: "read" | "write", ceiling?: number): Partial<LaneOptions> => ({
    routes: [{ tool: "issues", side_effect: side, ...(ceiling === undefined ? {} : { retry_ceiling: ceiling }) }],
  });
  /** A tool that tries again and again, as some HTTP libraries do. */
  const insisting = (init: RequestInit, times = 6) =>
    serve("issues", async (lane) => {
      for (let tries = 1; tries < times; tries += 1) {
        const answer = await lane.fetch("/issues", init).catch((error: Error) => {
          if (error.name === "LaneRefusedError") throw error;
        });
        if (answer?.ok) return DONE;
      }
      throw new Error("gave up");
    });

  test.each([
    ["a read", "read", {}, { status: 503 }, 2, 3],
    ["a read that breaks off", "read", {}, "cut", 1, 2],
    ["a read of a route without repeats", "read", {}, { status: 500 }, 0, 1],
    ["a write that is not available", "write", { method: "POST" }, { status: 503 }, 2, 3],
    ["a write that may have been carried out", "write", { method: "POST" }, { status: 502 }, 2, 1],
    [
      "a write that the provider knows again",
      "write",
      { method: "POST", headers: { "Idempotency-Key": "a" } },
      { status: 502 },
      2,
      3,
    ],
    ["a write that is the same twice", "write", { method: "PUT" }, { status: 502 }, 2, 3],
    ["a question that is sent as a write", "read", { method: "POST" }, { status: 502 }, 2, 3],
  ] as const)("%s", async (_name, side, init, answer, ceiling, times) => {
    await begin(route(side, ceiling));
    stage.provider.answers.set("key-3", answer);
    const client = await insisting(init);
    expect(refusalOf(await call(client, "issues"))).toMatchObject({ code: "retry_ceiling", retry: "never" });
    expect(asked("/issues")).toBe(times);
    await vi.waitFor(() => expect(stage.lanekeeper.ofKind("call.refused", PROD)[0]?.data.code).toBe("retry_ceiling"));
  });

  test("leaves a route that has none to its tool", async () => {
    await begin(route("write"));
    stage.provider.answers.set("key-3", { status: 502 });
    expect(textOf(await call(await insisting({ method: "POST" }), "issues"))).toBe("gave up");
    expect(asked("/issues")).toBe(5);
  });

  test("is counted anew for each call, and ends with a success", async () => {
    await begin(route("read", 1));
    const answers = [503, 200, 503, 200, 503, 503];
    stage.provider.answers.set("key-3", () => ({ status: answers.shift() ?? 200 }));
    const client = await serve("issues", async (lane) => {
      for (let tries = 0; tries < 4; tries += 1) await lane.fetch("/issues");
      return DONE;
    });
    expect(textOf(await call(client, "issues"))).toBe(DONE);
    expect(refusalOf(await call(client, "issues")).code).toBe("retry_ceiling");
    expect(textOf(await call(client, "issues"))).toBe(DONE);
  });

  test("holds for one address and method, and leaves the others alone", async () => {
    await begin(route("read", 0));
    stage.provider.answers.set("key-3", { status: 503 });
    const client = await serve("issues", async (lane) => {
      for (const [path, method] of [["/a"], ["/b"], ["/a", "HEAD"]]) await lane.fetch(path ?? "", { method });
      return DONE;
    });
    expect(textOf(await call(client, "issues"))).toBe(DONE);
  });
});

test("a tool that no route names runs on a lane that is shut, but what it asks of the lane is refused and typed", async () => {
  await begin({ routes: [] });
  stage.lanekeeper.want({ lane: PROD, control: "paused", reference: "audit-7" });
  await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("paused"));
  const client = await serve("unnamed", (lane) => lane.fetch("/issues"));
  expect(refusalOf(await call(client, "unnamed"))).toMatchObject({ code: "lane_paused", reference: "audit-7" });
  expect(textOf(await call(await serve("idle", async () => DONE), "idle"))).toBe(DONE);
  expect(await told("call.refused")).toMatchObject([{ route: { tool: "unnamed" } }]);
  expect(stage.lanekeeper.ofKind("call.usage", PROD)).toEqual([]);
});

test("a resource that a route names is told of by the route, and one that none names by nothing but its requests", async () => {
  await begin({ routes: [{ tool: "resource:github://issues/{number}", side_effect: "read" }] });
  const read = async ({ href }: URL) => {
    await stage.keeper.lane(PROD).fetch("/issues");
    return { contents: [{ uri: href, text: DONE }] };
  };
  const client = await serveTools(stage.keeper, (server) => {
    server.registerResource("issue", "github://issues/7", {}, read);
    server.registerResource("pull", "github://pulls/7", {}, read);
  });
  endings.push(client);
  for (const uri of ["github://issues/7", "github://pulls/7"]) await client.readResource({ uri });
  stage.lanekeeper.want({ lane: PROD, control: "paused" });
  await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("paused"));
  for (const uri of ["github://issues/7", "github://pulls/7"])
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32_010, data: { code: "lane_paused" } });
  const usage = await told("call.usage");
  expect(usage).toMatchObject([
    { route: { tool: "resource:github://issues/{number}" }, result: "ok", count: 1 },
    { route: { tool: "resource:github://issues/{number}" }, result: "refused", count: 1 },
  ]);
  expect(stage.lanekeeper.ofKind("call.refused", PROD).map(({ data }) => data.route)).toEqual([
    { tool: "resource:github://issues/{number}" },
    { tool: "(outside any tool)" },
  ]);
});

test("a call that asks to become a task is refused by an error, since no task can tell of it", async () => {
  await begin();
  const capabilities = { tools: {}, tasks: { requests: { tools: { call: {} } } } };
  const server = new Server1({ name: "github-tools", version: "1.0.0" }, { capabilities });
  stage.keeper.protect(server);
  server.setRequestHandler(CallToolRequestSchema, () => done());
  const client = new Client1({ name: "agent", version: "1.0.0" });
  const [near, far] = InMemoryTransport1.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  stage.lanekeeper.want({ lane: PROD, control: "paused" });
  await vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe("paused"));
  const params = { name: "issues_list", task: { ttl: 1_000 } };
  const refused = { code: -32_010, data: { code: "lane_paused", lane: PROD, performed: false } };
  await expect(client.request({ method: "tools/call", params }, CreateTaskResultSchema)).rejects.toMatchObject(refused);
  await client.close();
});

const CONFIRMATION = z.object({ confirm: z.boolean() });
const QUESTION = { message: "Deploy?", requestedSchema: CONFIRMATION };

test("a call that asks its user first is told as carried out once, when it was", async () => {
  await begin({ routes: [{ tool: "deploy", side_effect: "write" }] });
  const listening = await HOSTS_2.perRequest(() => {
    const server = new McpServer({ name: "github-tools", version: "1.0.0" });
    stage.keeper.protect(server);
    server.registerTool("deploy", {}, async ({ mcpReq }) => {
      const confirmed = acceptedContent(mcpReq.inputResponses, "confirm", CONFIRMATION);
      if (!confirmed) return inputRequired({ inputRequests: { confirm: inputRequired.elicit(QUESTION) } });
      await stage.keeper.lane(PROD).fetch("/deploy", { method: "POST" });
      return done();
    });
    return server;
  });
  const mode = { pin: "2026-07-28" };
  const client = new Client(
    { name: "agent", version: "1.0.0" },
    { capabilities: { elicitation: {} }, versionNegotiation: { mode } },
  );
  client.setRequestHandler("elicitation/create", () => ({ action: "accept" as const, content: { confirm: true } }));
  await client.connect(new StreamableHTTPClientTransport(listening.url));
  endings.push(client);
  expect(textOf(await call(client, "deploy"))).toBe(DONE);
  await listening.close();
  expect(asked("/deploy")).toBe(1);
  expect(await told("call.completed")).toMatchObject([{ route: { tool: "deploy" }, performed: true, count: 1 }]);
  expect(stage.lanekeeper.ofKind("call.usage", PROD).map(({ data }) => data)).toMatchObject([{ result: "ok", count: 1 }]);
});

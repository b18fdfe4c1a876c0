import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import type { Keeper } from "#lib/mcp/index.ts";
import { type ClientName, callTool, connectClient, type LineClient, type Place } from "./support/lines/clients.ts";
import { HOSTS_1 } from "./support/lines/http-1.ts";
import { HOSTS_2 } from "./support/lines/http-2.ts";
import type { Listening } from "./support/lines/listen.ts";
import { LANE, ROUTES, URI } from "./support/lines/powers.ts";
import { SERVERS_1 } from "./support/lines/servers-1.ts";
import { SERVERS_2 } from "./support/lines/servers-2.ts";
import { UNAUTHORIZED } from "./support/provider-peer.ts";
import { DONE, refusalOf, SERVER_KEY, type Stage, setStage, type ToolResult, textOf } from "./support/stage.ts";

type Way = "stdio" | "HTTP per request" | "HTTP session";

interface Row {
  server: "1.x registerTool" | "1.x tool" | "1.x byHand" | "2.x registerTool" | "2.x byHand";
  way: Way;
  client: ClientName;
}

const SERVERS: Row["server"][] = ["1.x registerTool", "1.x tool", "1.x byHand", "2.x registerTool", "2.x byHand"];
const WAYS: Way[] = ["stdio", "HTTP per request", "HTTP session"];
const CLIENTS: ClientName[] = ["client 1.x", "client 2.x", "client 2.x of 2026"];
/** Only the 2.x line speaks the protocol of 2026, which knows no sessions. */
const isSpoken = ({ server, way, client }: Row) =>
  client !== "client 2.x of 2026" || (server.startsWith("2") && way !== "HTTP session");
/** How a server is written makes no difference to its process, which takes its time to start. */
const isWorthAProcess = ({ server, way }: Row) => way !== "stdio" || server.endsWith("registerTool");
const ROWS: Row[] = SERVERS.flatMap((server) => WAYS.flatMap((way) => CLIENTS.map((client) => ({ server, way, client })))).filter(
  (row) => isSpoken(row) && isWorthAProcess(row),
);

const endings: (() => Promise<unknown>)[] = [];
let stage: Stage;
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await stage?.close();
});

/** Starts the server of a row and connects its client, which has listed the tools. */
async function open({ server, way, client: name }: Row) {
  stage = await setStage({ routes: ROUTES, probe: undefined });
  const issuedAt = new Date(Date.now() - 60_000).toISOString();
  await stage.store(LANE, { secret: "key-3", version: "3", issued_at: issuedAt, expires_at: "never" });
  const statuses: number[] = [];
  const place = await (way === "stdio" ? startProcess(server) : listenIn(server, way));
  const client = await connectClient(name, place, statuses);
  endings.push(() => client.close());
  return { client, statuses };
}

async function startProcess(server: Row["server"]): Promise<Place> {
  const [line] = server.split(".x ");
  const script = fileURLToPath(new URL("./support/lines/stdio-process.ts", import.meta.url));
  const { lanekeeper, provider, folder } = stage;
  const life = { url: lanekeeper.url, key: SERVER_KEY, provider: provider.url, secretPath: join(folder, LANE) };
  return { command: [process.execPath, script, JSON.stringify({ line: Number(line), ...life })] };
}

async function listenIn(server: Row["server"], way: Way): Promise<Place> {
  await stage.keeper.start();
  const listening = await hostServer(server, way === "HTTP session" ? "sessions" : "perRequest", stage.keeper);
  endings.push(() => listening.close());
  return listening;
}

function hostServer(server: Row["server"], host: "perRequest" | "sessions", keeper: Keeper): Promise<Listening> {
  switch (server) {
    case "1.x registerTool":
      return HOSTS_1[host](() => SERVERS_1.registerTool(keeper));
    case "1.x tool":
      return HOSTS_1[host](() => SERVERS_1.tool(keeper));
    case "1.x byHand":
      return HOSTS_1[host](() => SERVERS_1.byHand(keeper));
    case "2.x byHand":
      return HOSTS_2[host](() => SERVERS_2.byHand(keeper));
    default:
      return HOSTS_2[host](() => SERVERS_2.registerTool(keeper));
  }
}

const PAUSED = {
  code: "lane_paused",
  lane: LANE,
  certainty: "confirmed",
  performed: false,
  retry: "after_resume",
  remediation: "available",
  reference: "audit-7",
};

/** One sentence, and the payload three times: whichever of them a client shows its agent, it can be routed on. */
function expectTyped(result: ToolResult, refusal: object) {
  expect(result.isError).toBe(true);
  expect(refusalOf(result)).toEqual(refusal);
  expect(result.structuredContent).toEqual(refusal);
  const [sentence, json] = textOf(result).split("\n");
  expect(sentence).toBe(`Lane "${LANE}" is paused by an operator; nothing was changed by this call.`);
  expect(JSON.parse(json ?? "")).toEqual(refusal);
}

function expectWithoutStructure(result: ToolResult, refusal: object) {
  expect(refusalOf(result)).toEqual(refusal);
  expect(result.structuredContent).toBeUndefined();
}

const errorOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: { code: number; data: unknown; message: string }) => error,
  );

/** Waits until the server refuses, and gives back what a plain tool answers then. */
const untilRefused = (client: LineClient) =>
  vi.waitFor(
    async () => {
      const result = await callTool(client, "issues_list");
      expect(refusalOf(result).code).toBe("lane_paused");
      return result;
    },
    { timeout: 5_000 },
  );

test.each(ROWS)("$server over $way to $client: the typed failure arrives, whatever is asked for", async (row) => {
  const hasTyped = row.server !== "1.x tool";
  const { client, statuses } = await open(row);
  expect(textOf(await callTool(client, "issues_list"))).toBe(DONE);
  if (hasTyped) expect(await callTool(client, "typed")).toMatchObject({ structuredContent: { count: 1 } });

  stage.lanekeeper.want({ lane: LANE, control: "paused", reference: "audit-7" });
  expectTyped(await untilRefused(client), PAUSED);
  const before = stage.provider.http.requests.length;
  expect(refusalOf(await callTool(client, "issues_create", { title: 7 }))).toEqual(PAUSED);
  if (hasTyped) expectWithoutStructure(await callTool(client, "typed"), PAUSED);
  for (const ask of [() => client.readResource({ uri: URI }), () => client.getPrompt({ name: "triage" })]) {
    const error = await errorOf(ask());
    expect(error).toMatchObject({ code: -32_010, data: PAUSED });
    expect(error?.message).toContain("is paused by an operator");
  }
  expect(stage.provider.http.requests.length).toBe(before);

  stage.lanekeeper.want({ lane: LANE });
  await vi.waitFor(async () => expect(textOf(await callTool(client, "issues_list"))).toBe(DONE), { timeout: 5_000 });
  expect(await client.readResource({ uri: URI })).toMatchObject({ contents: [{ uri: URI, text: DONE }] });
  expect(await client.getPrompt({ name: "triage" })).toMatchObject({ messages: [{ role: "user" }] });

  stage.provider.answers.set("key-3", UNAUTHORIZED);
  const dead = refusalOf(await callTool(client, hasTyped ? "typed" : "issues_list"));
  expect(dead).toMatchObject({ code: "credential_revoked", lane: LANE, performed: false });
  const asked = stage.provider.http.requests.length;
  expect(await errorOf(client.readResource({ uri: URI }))).toMatchObject({ code: -32_010, data: { code: dead.code } });
  expect(stage.provider.http.requests.length).toBe(asked);
  expect(statuses.filter((status) => status === 401 || status >= 500)).toEqual([]);
});

import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConnectInput, sdkSnippet } from "#components/screens/servers/connect-snippets.ts";
import { runToEnd } from "#lib/cli/supervise/run-to-end.ts";
import { VERSION } from "#lib/mcp/version.ts";
import { startLanekeeperPeer } from "#tests/support/lanekeeper-peer.ts";
import { type Consumer, startConsumer } from "./support/consumer.ts";
import { call, refusalOf, SERVER_KEY } from "./support/stage.ts";

// A compiler and npm on a busy machine.
const SLOW = { timeout: 180_000 };

let consumer: Consumer;
const sdk = () => join(consumer.folder, "node_modules", "@lanekeeper", "mcp");

beforeAll(async () => {
  consumer = await startConsumer();
  await consumer.install(`${consumer.downloads}/downloads/${consumer.tarball}`);
}, SLOW.timeout);
afterAll(() => consumer.close());

const snippetInput = (baseUrl: string): ConnectInput => ({ baseUrl, sdk: null, server: "github-tools", secret: null, nowMs: 0 });

const program = ({ heartbeat, rejection }: Record<"heartbeat" | "rejection", string>) => `
import { createKeeper, fileStore, type Keeper, LaneRefusedError } from "@lanekeeper/mcp";
const keeper: Keeper = createKeeper({
  url: "https://lanekeeper.example",
  key: "k",
  server: "s",
  lanes: [{ name: "a", provider: "github", store: fileStore({ path: "a" }), routes: [{ tool: "t", side_effect: "read" }] }],
  heartbeatS: ${heartbeat},
});
keeper.on("rejected", ({ code, ${rejection}: detail }) => console.log(code, detail));
export const answer = await keeper.lane("a").fetch("/").catch((error) => error instanceof LaneRefusedError);
`;

/** Runs JavaScript in the project on a Node that cannot read types. */
const runJavaScript = (code: string): Promise<string> =>
  runToEnd(process.execPath, ["--no-strip-types", "--input-type=module", "--eval", code], { cwd: consumer.folder });

/** What the compiler says of files in the project, one line a mistake. */
async function typeCheck(resolution: readonly string[], files: Record<string, string>): Promise<string[]> {
  await consumer.lend("@types/node", "undici-types", "@modelcontextprotocol/server", "@modelcontextprotocol/core");
  await consumer.write(files);
  const compiler = resolve("node_modules", "typescript", "bin", "tsc");
  const options = ["--noEmit", "--strict", "--target", "es2024", "--lib", "es2024", "--types", "node", ...resolution];
  return runToEnd(process.execPath, [compiler, ...options, ...Object.keys(files)], { cwd: consumer.folder }).then(
    () => [],
    (error: Error) => error.message.split("\n"),
  );
}

describe("the packed SDK", () => {
  test("is handed out under its version and as latest, with a digest of what is there", async () => {
    expect(consumer.tarball).toBe(`lanekeeper-mcp-${VERSION}.tgz`);
    const download = async (file: string) => {
      const response = await fetch(`${consumer.downloads}/downloads/${file}`);
      return createHash("sha256")
        .update(Buffer.from(await response.arrayBuffer()))
        .digest("hex");
    };
    const sha256 = await download(consumer.tarball);
    expect(await download("lanekeeper-mcp-latest.tgz")).toBe(sha256);
    const described = await fetch(`${consumer.downloads}/downloads/lanekeeper-mcp.json`);
    expect(await described.json()).toEqual({ version: VERSION, file: consumer.tarball, sha256 });
  });

  test("brings its three dependencies and nothing else", async () => {
    const installed = (await readdir(join(consumer.folder, "node_modules"))).filter((name) => !name.startsWith("."));
    expect(installed.sort()).toEqual(["@lanekeeper", "eventsource-parser", "yaml", "zod"]);
    const { version, dependencies } = JSON.parse(await readFile(join(sdk(), "package.json"), "utf8"));
    const own = JSON.parse(await readFile("package.json", "utf8")).dependencies;
    expect(version).toBe(VERSION);
    const names = ["eventsource-parser", "yaml", "zod"];
    expect(dependencies).toEqual(Object.fromEntries(names.map((name) => [name, own[name]])));
  });

  test("holds compiled files alone, none of which reaches into this repository", async () => {
    const files = globSync("dist/**/*.*", { cwd: sdk() });
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !/\.(js|d\.ts)$/.test(file))).toEqual([]);
    for (const file of files)
      expect(await readFile(join(sdk(), file), "utf8"), file).not.toMatch(/["']#(lib|components|tests)\//);
    expect((await readdir(sdk())).sort()).toEqual(["LICENSE", "README.md", "dist", "examples", "package.json"]);
  });

  test("makes a keeper in a plain Node, which refuses to send its key in the clear", async () => {
    const output = await runJavaScript(`
      import { createKeeper, fileStore } from "@lanekeeper/mcp";
      const lanes = [{ name: "a", provider: "github", store: fileStore({ path: "a" }), routes: [] }];
      const make = (url) => createKeeper({ url, key: "${SERVER_KEY}", server: "s", lanes });
      console.log(make("https://lanekeeper.example").status().lanes.length);
      try { make("http://lanekeeper.example"); } catch (error) { console.log(error.message); }
    `);
    expect(output).toMatch(/^1\nurl must be https/);
  });

  test("has a command that says how it is used", async () => {
    const run = runToEnd("npx", ["lanekeeper-mcp"], { cwd: consumer.folder, env: consumer.environment });
    await expect(run).rejects.toThrow(/Usage: lanekeeper-mcp wrap --config lanekeeper\.yaml --/);
  });

  test.each([
    // The packages' own types are checked too, which is slow, and once is enough.
    ["node16", ["--module", "node16", "--moduleResolution", "node16"]],
    ["bundler", ["--module", "esnext", "--moduleResolution", "bundler", "--skipLibCheck"]],
  ])("has types that hold a consumer to them under %s, and the server that the console prints", SLOW, async (_, resolution) => {
    const mistakes = await typeCheck(resolution, {
      "server.mts": sdkSnippet(snippetInput("https://lanekeeper.example")),
      "consumer.mts": program({ heartbeat: "30", rejection: "detail" }),
      "mistaken.mts": program({ heartbeat: '"30"', rejection: "details" }),
    });
    expect(mistakes).toEqual([
      expect.stringMatching(/^mistaken\.mts\(8,.*'string' is not assignable to type 'number'/),
      expect.stringMatching(/^mistaken\.mts\(10,.*'details' does not exist/),
    ]);
  });
});

test("the server that the console prints runs as it stands, reports its lane and refuses a call without a credential", async () => {
  const lanekeeper = await startLanekeeperPeer();
  await consumer.lend("@modelcontextprotocol/server", "@modelcontextprotocol/core");
  await consumer.write({ "server.mts": sdkSnippet(snippetInput(lanekeeper.url)) });
  const client = new Client({ name: "agent", version: "1.0.0" });
  const env = { LANEKEEPER_KEY: SERVER_KEY, HOME: consumer.folder };
  const cwd = consumer.folder;
  try {
    await client.connect(new StdioClientTransport({ command: process.execPath, args: ["server.mts"], cwd, env }));
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["issues_list"]);
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ lane: "github-prod", performed: false });
    await expect.poll(() => lanekeeper.ofKind("lane.declared", "github-prod").length).toBe(1);
  } finally {
    await client.close();
    await lanekeeper.close();
  }
});

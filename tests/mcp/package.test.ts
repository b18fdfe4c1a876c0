import { existsSync, globSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { typescriptSnippet } from "#components/screens/servers/connect-snippets.ts";
import { packSdk } from "#lib/cli/supervise/pack-sdk.ts";
import { runToEnd } from "#lib/cli/supervise/run-to-end.ts";
import { VERSION } from "#lib/mcp/version.ts";
import { startLanekeeperPeer } from "#tests/support/lanekeeper-peer.ts";
import { call, refusalOf, SERVER_KEY } from "./support/stage.ts";

const MODULES = resolve("node_modules");
// A compiler and npm on a busy machine.
const SLOW = { timeout: 120_000 };

/** A project of somebody else that has the packed SDK and nothing else. */
let project: string;
const sdk = () => join(project, "node_modules", "@lanekeeper", "mcp");

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "lanekeeper-consumer-"));
  await packSdk(join(project, "lanekeeper-mcp.tgz"));
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  // Offline, npm takes these two only where they are the exact versions that the package asks for.
  const dependencies = ["zod", "eventsource-parser"].map((name) => join(MODULES, name));
  const quietly = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await runToEnd("npm", ["install", ...quietly, "./lanekeeper-mcp.tgz", ...dependencies], { cwd: project });
}, SLOW.timeout);
afterAll(() => rm(project, { recursive: true, force: true }));

const snippetInput = (baseUrl: string) => ({ baseUrl, server: "github-tools", secret: null, nowMs: 0 });

const consumer = ({ heartbeat, rejection }: Record<"heartbeat" | "rejection", string>) => `
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
  runToEnd(process.execPath, ["--no-strip-types", "--input-type=module", "--eval", code], { cwd: project });

/** Lends the project what a consumer has besides the SDK. */
async function lend(...names: string[]): Promise<void> {
  for (const name of names) {
    const place = join(project, "node_modules", name);
    await mkdir(dirname(place), { recursive: true });
    if (!existsSync(place)) await symlink(join(MODULES, name), place, "junction");
  }
}

/** What the compiler says of files in the project, one line a mistake. */
async function typeCheck(files: Record<string, string>): Promise<string[]> {
  await lend("@types/node", "@modelcontextprotocol/server");
  for (const [file, code] of Object.entries(files)) await writeFile(join(project, file), code);
  const compiler = join(MODULES, "typescript", "bin", "tsc");
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2024", "--module", "nodenext", "--types", "node"];
  return runToEnd(process.execPath, [compiler, ...options, ...Object.keys(files)], { cwd: project }).then(
    () => [],
    (error: Error) => error.message.split("\n"),
  );
}

describe("the packed SDK", () => {
  test("brings its two dependencies and nothing else", async () => {
    const installed = (await readdir(join(project, "node_modules"))).filter((name) => !name.startsWith("."));
    expect(installed.sort()).toEqual(["@lanekeeper", "eventsource-parser", "zod"]);
    const { version, dependencies } = JSON.parse(await readFile(join(sdk(), "package.json"), "utf8"));
    const own = JSON.parse(await readFile("package.json", "utf8")).dependencies;
    expect(version).toBe(VERSION);
    expect(dependencies).toEqual({ "eventsource-parser": own["eventsource-parser"], zod: own.zod });
  });

  test("holds compiled files alone, none of which reaches into this repository", async () => {
    const files = globSync("dist/**/*.*", { cwd: sdk() });
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !/\.(js|d\.ts)$/.test(file))).toEqual([]);
    for (const file of files)
      expect(await readFile(join(sdk(), file), "utf8"), file).not.toMatch(/["']#(lib|components|tests)\//);
    expect((await readdir(sdk())).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
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

  test("has types that hold a consumer to them, and the server that the console prints", SLOW, async () => {
    const mistakes = await typeCheck({
      "server.mts": typescriptSnippet(snippetInput("https://lanekeeper.example")),
      "consumer.mts": consumer({ heartbeat: "30", rejection: "detail" }),
      "mistaken.mts": consumer({ heartbeat: '"30"', rejection: "details" }),
    });
    expect(mistakes).toEqual([
      expect.stringMatching(/^mistaken\.mts\(8,.*'string' is not assignable to type 'number'/),
      expect.stringMatching(/^mistaken\.mts\(10,.*'details' does not exist/),
    ]);
  });
});

test("the server that the console prints runs as it stands, reports its lane and refuses a call without a credential", async () => {
  const lanekeeper = await startLanekeeperPeer();
  await lend("@modelcontextprotocol/server");
  await writeFile(join(project, "server.mts"), typescriptSnippet(snippetInput(lanekeeper.url)));
  const client = new Client({ name: "agent", version: "1.0.0" });
  const env = { LANEKEEPER_KEY: SERVER_KEY, HOME: project };
  try {
    await client.connect(new StdioClientTransport({ command: process.execPath, args: ["server.mts"], cwd: project, env }));
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["issues_list"]);
    expect(refusalOf(await call(client, "issues_list"))).toMatchObject({ lane: "github-prod", performed: false });
    await expect.poll(() => lanekeeper.ofKind("lane.declared", "github-prod").length).toBe(1);
  } finally {
    await client.close();
    await lanekeeper.close();
  }
});

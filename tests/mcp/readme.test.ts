import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runToEnd } from "#lib/cli/supervise/run-to-end.ts";
import { type GitHubSimulator, startGitHub } from "#lib/demo/upstream/github/github.ts";
import type { GitHubKey } from "#lib/demo/upstream/github/key.ts";
import { fingerprintOf } from "#lib/mcp/fingerprint.ts";
import { type Consumer, startConsumer } from "./support/consumer.ts";
import { type RealLanekeeper, startRealLanekeeper } from "./support/real-lanekeeper.ts";
import { call, refusalOf } from "./support/stage.ts";

// npm and a compiler on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const PLACEHOLDER = "https://lanekeeper.example.com";
const EXAMPLES = "lib/mcp/examples";
let github: GitHubSimulator;
let lanekeeper: RealLanekeeper;
let consumer: Consumer;
let home: string;
let key: string;
let readme: string;

beforeAll(async () => {
  github = await startGitHub();
  lanekeeper = await startRealLanekeeper();
  consumer = await startConsumer();
  home = await mkdtemp(join(tmpdir(), "lanekeeper-readme-"));
  key = await lanekeeper.register("github-tools");
  readme = await readFile("lib/mcp/README.md", "utf8");
});
afterAll(async () => {
  for (const part of [github, lanekeeper, consumer]) await part.close();
  await rm(home, { recursive: true, force: true });
});

/** The code of a section, block by block. */
function blocks(title: string): string[] {
  const [section = ""] = readme.split(`## ${title}\n`)[1]?.split("\n## ") ?? [];
  return [...section.matchAll(/^( *)```\w+\n([\s\S]+?)^ *```$/gm)].map(([, indent = "", code = ""]) =>
    code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

const issueKey = (): GitHubKey =>
  github.issueKey({ kind: "classic", login: "acme-bot", grants: ["repo"], expiresAt: new Date("2027-01-31T00:00:00Z") });

/** Text of the documentation with this installation in place of the example's. */
const here = (text: string): string =>
  text.replaceAll(`${PLACEHOLDER}/downloads`, `${consumer.downloads}/downloads`).replaceAll(PLACEHOLDER, lanekeeper.url);

const environment = (): Record<string, string> => ({ LANEKEEPER_KEY: key, GITHUB_API_URL: github.url, HOME: home });

/** What somebody types into a shell, in `folder`. */
const typed = (code: string, folder: string, more: Record<string, string> = {}): Promise<string> =>
  runToEnd("sh", ["-euc", code], { cwd: folder, env: { ...consumer.environment, ...more } });

/** A client of the server that a line of the documentation starts. */
async function startServer(line: string, cwd: string): Promise<Client> {
  const [command = "", ...args] = line.trim().split(" ");
  const client = new Client({ name: "agent", version: "1.0.0" });
  const env = { ...environment(), PATH: `${consumer.environment.PATH}` };
  await client.connect(new StdioClientTransport({ command, args, cwd, env, stderr: "ignore" }));
  return client;
}

/** Calls the one tool of a server: paused, it is refused, and resumed it answers. */
async function expectObedience(client: Client, answer: RegExp): Promise<void> {
  await expect.poll(async () => textOf(await call(client, "issues_list")), { timeout: 20_000 }).toMatch(answer);
  await expect.poll(() => lanekeeper.lane("github-prod"), { timeout: 20_000 }).toMatchObject({ health: "healthy" });
  await lanekeeper.command("github-prod", { kind: "pause", reason: "Looking into it" });
  const refusedNow = async () => refusalOf(await call(client, "issues_list"))?.code;
  await expect.poll(refusedNow, { timeout: 20_000 }).toBe("lane_paused");
  await lanekeeper.command("github-prod", { kind: "resume", reason: "All is well" });
  await expect.poll(async () => textOf(await call(client, "issues_list")), { timeout: 20_000 }).toMatch(answer);
}

const textOf = (result: Awaited<ReturnType<typeof call>>): string => {
  const [content] = result.content;
  return content?.type === "text" ? content.text : "";
};

test("the five-minute start does what it says, word for word", async () => {
  const [install = "", credential = "", server = "", start = ""] = blocks("Start in five minutes");
  await typed(here(install), home);
  const folder = join(home, "github-tools");
  await writeFile(join(folder, "github.json"), credential.replace("ghp_…", issueKey().secret));
  await writeFile(join(folder, "server.mts"), here(server));
  const client = await startServer(start, folder);
  try {
    await expectObedience(client, /^\[\]$/);
  } finally {
    await client.close();
  }
});

test("a server in another language is paused and resumed through the wrapper, as the package brings both", async () => {
  const [wrap = "", configuration = ""] = blocks("Any language, unchanged: the wrapper");
  await consumer.install(`${consumer.downloads}/downloads/${consumer.tarball}`);
  const brought = join(consumer.folder, "node_modules", "@lanekeeper", "mcp", "examples", "any-language");
  const [yaml, perl] = await Promise.all(["lanekeeper.yaml", "server.pl"].map((name) => readFile(join(brought, name), "utf8")));
  expect(configuration).toBe(yaml);
  await consumer.write({ "lanekeeper.yaml": here(configuration), "server.pl": perl ?? "" });
  await consumer.write({ "github.json": JSON.stringify({ version: "2", secret: issueKey().secret }) });
  const client = await startServer(wrap, consumer.folder);
  try {
    await expectObedience(client, /^0 open issues$/);
  } finally {
    await client.close();
  }
});

test("a report by curl puts a lane on the screen, under the fingerprint that the SDK would give, and reads its control", async () => {
  const [report = ""] = blocks("By hand: plain HTTP");
  const [script = ""] = report.split(" ").filter((word) => word.endsWith(".sh"));
  const variables = { LANEKEEPER_URL: lanekeeper.url, LANEKEEPER_KEY: key, CREDENTIAL: "a secret $of 'ours'" };
  const line = report
    .replace(script, join(process.cwd(), EXAMPLES, script.split("/").at(-1) ?? ""))
    .replace("github-prod", "by-curl");
  expect(await typed(line, home, variables)).toMatch(
    /"accepted":2.*"rejected":\[\][\s\S]*"lane":"by-curl"[\s\S]*"control":"active"/,
  );
  expect(await lanekeeper.lane("by-curl")).toMatchObject({
    provider: "github",
    owner: "platform-team",
    generation: { number: 1, fingerprint: fingerprintOf(key.split("_").at(-1) ?? "", variables.CREDENTIAL) },
  });
  await lanekeeper.command("by-curl", { kind: "pause", reason: "Looking into it" });
  expect(await typed(line, home, variables)).toMatch(/"lane":"by-curl"[^}]*"control":"paused"/);
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type ClientOptions } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, expect, test } from "vitest";
import { childEnvironment } from "#lib/env.ts";
import { EVERYTHING, filesystem } from "./support/official-servers.ts";
import { type Crossed, essenceOf, writeDown } from "./support/transcript.ts";
import { setWrapStage, type WrapStage } from "./support/wrap-stage.ts";

let stage: WrapStage;
let folder: string;
beforeAll(async () => {
  stage = await setWrapStage();
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-files-"));
  await mkdir(join(folder, "inner"));
  await writeFile(join(folder, "a.txt"), "first\nsecond\n");
  await writeFile(join(folder, "inner", "b.txt"), "ä€😀");
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true });
});

const ABILITIES: ClientOptions = { capabilities: { roots: { listChanged: true }, sampling: {}, elicitation: { form: {} } } };

interface Session {
  client: Client;
  transcript: Crossed[];
}

async function open([command = "", ...args]: readonly string[]): Promise<Session> {
  const env = { ...(childEnvironment() as Record<string, string>), ...stage.environment };
  const transport = new StdioClientTransport({ command, args, env, stderr: "ignore" });
  const transcript = writeDown(transport);
  const client = new Client({ name: "agent", version: "1.0.0" }, ABILITIES);
  client.setRequestHandler("roots/list", async () => ({ roots: [{ uri: `file://${folder}`, name: "files" }] }));
  client.setRequestHandler("sampling/createMessage", async () => ({
    role: "assistant",
    model: "none",
    content: { type: "text", text: "sampled" },
  }));
  client.setRequestHandler("elicitation/create", async () => ({ action: "decline" }));
  await client.connect(transport);
  return { client, transcript };
}

/** The same session with the server itself and through the wrapper, at once; what crossed each wire. */
async function twice(command: readonly string[], use: (session: Session) => Promise<void>): Promise<[string[], string[]]> {
  const one = async (how: readonly string[]) => {
    const session = await open(how);
    await use(session);
    await session.client.close();
    return essenceOf(session.transcript);
  };
  return Promise.all([one(command), one(stage.wrapped(command))]);
}

const progressIn = (transcript: readonly Crossed[]): unknown[] =>
  transcript.flatMap(({ message }) =>
    "method" in message && message.method === "notifications/progress" ? [message.params?.progress] : [],
  );

const settled = (work: Promise<unknown>) =>
  work.then(
    () => {},
    () => {},
  );

test("everything: each request and notification gets the answer that it gets without the wrapper", async () => {
  const [bare, wrapped] = await twice(EVERYTHING, async ({ client, transcript }) => {
    await client.ping();
    await client.setLoggingLevel("emergency");
    const { tools } = await client.listTools();
    const { prompts } = await client.listPrompts();
    const { resources } = await client.listResources();
    await client.listResourceTemplates();
    await client.callTool({ name: "echo", arguments: { message: "ä€😀" } });
    await client.callTool({ name: "get-sum", arguments: { a: 1, b: 2 } });
    await settled(client.callTool({ name: "get-sum", arguments: { a: "no number" } }));
    await settled(client.callTool({ name: "no-such-tool", arguments: {} }));
    for (const name of ["get-tiny-image", "get-roots-list", "get-resource-links", "trigger-elicitation-request"])
      await client.callTool({ name, arguments: {} });
    await client.callTool({ name: "get-annotated-message", arguments: { messageType: "error", includeImage: true } });
    await client.callTool({ name: "get-structured-content", arguments: { location: "Chicago" } });
    await client.callTool({ name: "trigger-sampling-request", arguments: { prompt: "say", maxTokens: 5 } });
    await client.callTool(
      { name: "trigger-long-running-operation", arguments: { duration: 0.4, steps: 4 } },
      { onprogress: () => {} },
    );
    expect(progressIn(transcript)).toEqual([1, 2, 3, 4]);
    for (const { name } of prompts.slice(0, 2)) await settled(client.getPrompt({ name, arguments: {} }));
    const [resource] = resources;
    if (resource) {
      await client.readResource({ uri: resource.uri });
      await client.subscribeResource({ uri: resource.uri });
      await client.unsubscribeResource({ uri: resource.uri });
    }
    await settled(client.readResource({ uri: "demo://nothing/here" }));
    await settled(
      client.complete({ ref: { type: "ref/prompt", name: "completable-prompt" }, argument: { name: "department", value: "E" } }),
    );
    const abort = new AbortController();
    const cancelled = client.callTool(
      { name: "trigger-long-running-operation", arguments: { duration: 0.3, steps: 1 } },
      { signal: abort.signal },
    );
    abort.abort("enough");
    await settled(cancelled);
    await client.sendRootsListChanged();
    await client.ping();
    expect(tools.length).toBeGreaterThan(10);
  });
  expect(wrapped).toEqual(bare);
  expect(wrapped.length).toBeGreaterThan(60);
});

test("filesystem: the same, and what it says of a file that it may not read", async () => {
  const [bare, wrapped] = await twice(filesystem(folder), async ({ client }) => {
    const path = join(folder, "a.txt");
    const { tools } = await client.listTools();
    const use = (name: string, given: Record<string, unknown>) => client.callTool({ name, arguments: given });
    await use("list_allowed_directories", {});
    await use("list_directory", { path: folder });
    await use("directory_tree", { path: folder });
    await use("read_text_file", { path, head: 1 });
    await use("read_multiple_files", { paths: [path, join(folder, "inner", "b.txt")] });
    await use("search_files", { path: folder, pattern: "**/*.txt" });
    await use("edit_file", { path, edits: [{ oldText: "first", newText: "1st" }], dryRun: true });
    await use("read_text_file", { path: "/etc/passwd" });
    await use("read_text_file", { path: join(folder, "absent.txt") });
    await settled(use("read_text_file", {}));
    expect(tools.length).toBeGreaterThan(8);
  });
  expect(wrapped).toEqual(bare);
});

test("everything: a long call with progress, and all that comes after it, are the same across a hand-over in the middle", async () => {
  let isWrapped = false;
  const use = async ({ client, transcript }: Session) => {
    await client.callTool({ name: "echo", arguments: { message: "before" } });
    const long = client.callTool(
      { name: "trigger-long-running-operation", arguments: { duration: 3, steps: 6 } },
      { onprogress: () => {} },
    );
    await expect.poll(() => progressIn(transcript)).toContain(1);
    if (isWrapped) expect(await stage.adopt(4)).toMatchObject({ status: "succeeded" });
    await client.callTool({ name: "echo", arguments: { message: "meanwhile" } });
    expect(progressIn(transcript)).not.toContain(6);
    await long;
    expect(progressIn(transcript)).toEqual([1, 2, 3, 4, 5, 6]);
    await client.callTool({ name: "trigger-sampling-request", arguments: { prompt: "say", maxTokens: 5 } });
    await client.callTool({ name: "get-roots-list", arguments: {} });
  };
  const bare = await open(EVERYTHING);
  await use(bare);
  await bare.client.close();
  isWrapped = true;
  const wrapped = await open(stage.wrapped(EVERYTHING));
  await stage.store(4, "key-4");
  await use(wrapped);
  const { content } = await wrapped.client.callTool({ name: "get-env", arguments: {} });
  expect(JSON.stringify(content)).toContain("key-4");
  wrapped.transcript.splice(-2);
  await wrapped.client.close();
  // The fresh process asks for the roots and registers late tools, as every process of it does; nothing else is new.
  const isOfStart = (line: string) => /roots\/list"|"roots":\[|Roots updated|tools\/list_changed/.test(line);
  const without = (lines: string[]) => lines.filter((line) => !isOfStart(line)).map((line) => line.replace(/"id":\d+/, '"id":0'));
  expect(without(essenceOf(wrapped.transcript))).toEqual(without(essenceOf(bare.transcript)));
});

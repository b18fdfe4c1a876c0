import { resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, expect, test, vi } from "vitest";
import { childEnvironment } from "#lib/env.ts";
import { call, refusalOf, textOf } from "../support/stage.ts";
import { PROD, setWrapStage, type WrapStage } from "./support/wrap-stage.ts";

const SERVER = [process.execPath, resolve("tests/mcp/wrap/support/modern-server-process.ts")];

let stage: WrapStage;
let client: Client;
afterEach(async () => {
  await client?.close();
  await stage?.close();
});

test.each(["legacy", "2026-07-28"])("a client of the era %s is served across a hand-over, and refused by type", async (era) => {
  stage = await setWrapStage();
  const versionNegotiation = { mode: era === "legacy" ? ("legacy" as const) : { pin: era } };
  const changes: unknown[] = [];
  client = new Client(
    { name: "agent", version: "1.0.0" },
    {
      capabilities: { sampling: {} },
      versionNegotiation,
      listChanged: { tools: { onChanged: (...told) => changes.push(told) } },
    },
  );
  const [command = "", ...args] = stage.wrapped(SERVER);
  const env = { ...(childEnvironment() as Record<string, string>), ...stage.environment };
  await client.connect(new StdioClientTransport({ command, args, env, stderr: "ignore" }));
  const { tools } = await client.listTools();
  expect(textOf(await call(client, "test_simple_text"))).toContain("simple text");
  const long = call(client, "test_tool_with_progress");
  await stage.store(4, "key-4");
  expect(await stage.adopt(4)).toMatchObject({ status: "succeeded" });
  expect(textOf(await long)).toBe("Done");
  expect((await client.listTools()).tools).toEqual(tools);
  expect(textOf(await call(client, "test_simple_text"))).toContain("simple text");
  stage.lanekeeper.want({ lane: PROD, control: "paused" });
  await vi.waitFor(() => expect(stage.lanekeeper.ofKind("lane.paused", PROD)).toHaveLength(1), { timeout: 5_000 });
  expect(refusalOf(await call(client, "test_simple_text"))).toMatchObject({ code: "lane_paused", performed: false });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type ConnectInput,
  curlSnippet,
  sdkInstallSnippet,
  sdkSnippet,
  wrapperInstallSnippet,
  wrapperSnippet,
} from "#components/screens/servers/connect-snippets.ts";
import { lanesText, replicasText, serverWarnings, skewText } from "#components/screens/servers/server-facts.ts";
import { cloudEvent, eventKind } from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import type { ServerView } from "#lib/contract/server.ts";
import { readConfig } from "#lib/mcp/wrap/config/read-config.ts";
import { inMinutes, NOW, NOW_MS } from "./fixtures/lane.ts";

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));

const INPUT: ConnectInput = {
  baseUrl: "https://keeper.example",
  sdk: { version: "1.2.3", file: "lanekeeper-mcp-1.2.3.tgz", sha256: "0".repeat(64) },
  server: "github-tools",
  secret: "lk_srv_a_b_c",
  nowMs: NOW_MS,
};
const replica = (changes: Partial<ServerView["replicas"][number]> = {}): ServerView["replicas"][number] => ({
  name: "web1-9c2e",
  live: true,
  pid: 42,
  version: "1.0.0",
  started_at: inMinutes(-60),
  last_report_at: NOW,
  stopped_at: null,
  clock_offset_ms: 0,
  ...changes,
});
const key = (revoked_at: string | null) => ({
  id: "k",
  kind: "service" as const,
  hint: "lk_srv_k",
  created_at: NOW,
  created_by: "ada",
  last_used_at: null,
  revoked_at,
});

it("calls a clock skewed beyond 30 s, either way", () => {
  expect([null, 0, 30_000, -30_000].map(skewText)).toEqual([null, null, null, null]);
  expect(skewText(-41_000)).toBe("41 s behind");
  expect(skewText(600_000)).toBe("10 min ahead");
});

describe("a server's warnings", () => {
  const cases: Array<[string, Parameters<typeof serverWarnings>[0], string[]]> = [
    ["all well", { replicas: [replica()], undelivered_commands: 0, keys: [key(null)] }, []],
    [
      "a skewed clock",
      { replicas: [replica({ clock_offset_ms: -41_000 })], undelivered_commands: 0, keys: [key(null)] },
      ["1 replica with a skewed clock"],
    ],
    [
      "the clock of a replica that is gone",
      { replicas: [replica({ live: false, clock_offset_ms: -41_000 })], undelivered_commands: 0, keys: [key(null)] },
      [],
    ],
    ["commands that wait", { replicas: [], undelivered_commands: 2, keys: [key(null)] }, ["2 commands not delivered yet"]],
    ["no key left", { replicas: [], undelivered_commands: 0, keys: [key(NOW)] }, ["no valid key"]],
  ];
  it.each(cases)("%s", (_, server, warnings) => {
    expect(serverWarnings(server)).toEqual(warnings);
  });
});

it("counts lanes and replicas in words", () => {
  expect(lanesText({ lanes: 1, lanes_in_trouble: 0 })).toBe("1 lane");
  expect(lanesText({ lanes: 3, lanes_in_trouble: 1 })).toBe("3 lanes, 1 in trouble");
  expect(replicasText({ replicas: [replica(), replica({ live: false })] })).toBe("1 replica live");
  expect(replicasText({ replicas: [] })).toBe("no live replica");
});

describe("the connect snippets", () => {
  it("hold an event that the API accepts", () => {
    const body = /-d '(.*)'/s.exec(curlSnippet(INPUT))?.[1] ?? "";
    const event = cloudEvent.parse(JSON.parse(body));
    expect(eventKind(event.type)).toBe("credential.loaded");
    expect(event.source).toMatch(/^\/servers\/github-tools\/replicas\//);
    const data = EVENT_DATA["credential.loaded"].parse(event.data);
    expect(data).toMatchObject({ generation: 1, expires_at: inMinutes(60) });
  });
  it("name this installation, this server and the key while it can be shown", () => {
    expect(curlSnippet(INPUT)).toContain("curl https://keeper.example/api/v1/events");
    expect(curlSnippet(INPUT)).toContain("LANEKEEPER_KEY='lk_srv_a_b_c'");
    expect(curlSnippet({ ...INPUT, secret: null })).toContain("LANEKEEPER_KEY='lk_srv_…'");
  });
  it("install the version that this installation hands out, beside the server SDK that it is tested with", () => {
    expect(sdkInstallSnippet(INPUT)).toBe(
      `export LANEKEEPER_KEY='lk_srv_a_b_c'\nnpm install --allow-remote=root https://keeper.example/downloads/lanekeeper-mcp-1.2.3.tgz @modelcontextprotocol/server@${dependencies["@modelcontextprotocol/server"]}\n`,
    );
    expect(wrapperInstallSnippet({ ...INPUT, sdk: null })).toContain("/downloads/lanekeeper-mcp-latest.tgz\n");
  });
  it("configure a wrapper as it reads its configuration", () => {
    const { url, server, lanes } = readConfig(wrapperSnippet(INPUT), "lanekeeper.yaml", "stdio");
    expect({ url, server, lanes: lanes.map(({ name }) => name) }).toEqual({
      url: "https://keeper.example",
      server: "github-tools",
      lanes: ["github-prod"],
    });
  });
  it("never write the key into source code", () => {
    expect(sdkSnippet(INPUT)).toContain('server: "github-tools"');
    expect(sdkSnippet(INPUT)).not.toContain("lk_srv_a_b_c");
  });
});

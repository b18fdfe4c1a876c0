import { expect, test } from "vitest";
import { readArguments } from "#lib/mcp/bin/read-arguments.ts";
import { readConfig } from "#lib/mcp/wrap/config/read-config.ts";

const GOOD = `url: https://lanekeeper.example.com
key: { env: LANEKEEPER_KEY }
server: github-tools
lanes:
  - name: github-prod
    provider: github
    store: { type: file, path: /run/secrets/github }
    inject: { env: GITHUB_TOKEN }
    routes:
      - { tool: issues_create, side_effect: write }
`;
const mistakesIn = (text: string, mode: "stdio" | "http" = "stdio"): string[] => {
  try {
    readConfig(text, "lanekeeper.yaml", mode);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
};
const changed = (from: string, to: string) => mistakesIn(GOOD.replace(from, to));

test("a good configuration is read, with its defaults", () => {
  expect(readConfig(GOOD, "lanekeeper.yaml", "stdio")).toMatchObject({ handover: "warm", drain_s: 300, start_s: 30 });
});

test.each([
  [
    "a literal key",
    "{ env: LANEKEEPER_KEY }",
    "lk_srv_secret",
    "lanekeeper.yaml:2: key must be { env: LANEKEEPER_KEY } or { file: ",
  ],
  ["no place for the key", "{ env: LANEKEEPER_KEY }", "{}", "lanekeeper.yaml:2: key must name one place: { env:"],
  [
    "a server that is no slug",
    "github-tools",
    "GitHub Tools",
    "lanekeeper.yaml:3: server must be the server's name in Lanekeeper",
  ],
  ["a missing name", "  - name: github-prod\n", "  - owner: me\n", "lanekeeper.yaml:5: lanes[0].name must be a name of letters"],
  [
    "an unknown key",
    "provider: github",
    "provider: github\n    prvider: x",
    "lanekeeper.yaml:7: lanes[0].prvider is not known here; known are name,",
  ],
  ["an unknown store", "type: file", "type: floppy", "lanekeeper.yaml:7: lanes[0].store.type must be "],
  [
    "an argument as the way in",
    "{ env: GITHUB_TOKEN }",
    "{ argument: --token }",
    "lanekeeper.yaml:8: lanes[0].inject.argument is not known here; known are env, file,",
  ],
  ["two ways in", "{ env: GITHUB_TOKEN }", "{ env: A, file: b }", "lanekeeper.yaml:8: lanes[0].inject must name one way"],
  [
    "a header for a process",
    "{ env: GITHUB_TOKEN }",
    "{ header: Authorization }",
    "lanekeeper.yaml:8: lanes[0].inject must be { env: NAME }",
  ],
  [
    "a side effect of no kind",
    "side_effect: write",
    "side_effect: both",
    "lanekeeper.yaml:10: lanes[0].routes[0].side_effect must be read, write or destructive",
  ],
  ["text that is no YAML", "lanes:", "lanes: [", "lanekeeper.yaml:"],
  [
    "a handover of no kind",
    "lanes:",
    "handover: sometimes\nlanes:",
    "lanekeeper.yaml:4: handover must be warm, restart or never",
  ],
])("%s is told with its line, its key and what would be right", (_name, from, to, expected) => {
  expect(changed(from, to).find((line) => line.startsWith(expected))).toBeDefined();
});

test("what a mistake holds is never told", () => {
  expect(changed("{ env: LANEKEEPER_KEY }", "lk_srv_secret").join()).not.toContain("lk_srv_secret");
});

test("lanes that cannot be told apart, and ways that a remote server cannot take", () => {
  const lane = GOOD.slice(GOOD.indexOf("  - name"));
  expect(mistakesIn(GOOD + lane)).toEqual([
    "lanekeeper.yaml:11: lanes[1].name must differ from the names of the lanes before it",
    "lanekeeper.yaml:16: lanes[1].routes[0].tool is powered by lane github-prod already",
  ]);
  expect(mistakesIn(GOOD, "http")).toEqual([
    expect.stringContaining("lanekeeper.yaml:8: lanes[0].inject must be { header: NAME }"),
  ]);
});

test.each([
  ["wrap --config a.yaml -- npx server --flag", { mode: "stdio", config: "a.yaml", command: ["npx", "server", "--flag"] }],
  ["wrap --config a.yaml --http https://mcp.example.com/mcp --port 4000", { mode: "http", port: 4000 }],
])("%s", (line, expected) => {
  expect(readArguments(line.split(" "))).toMatchObject(expected);
});

test.each([
  "",
  "serve",
  "wrap",
  "wrap --config a",
  "wrap --config a --http x",
  "wrap --config a --http https://a -- b",
  "wrap --config a --port 1 -- b",
])("`%s` says what would be right", (line) => {
  expect(() => readArguments(line.split(" ").filter(Boolean))).toThrow();
});

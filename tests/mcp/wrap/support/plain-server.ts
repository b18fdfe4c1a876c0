/** A stdio MCP server that knows no SDK and nothing of Lanekeeper: what it does is chosen by the tool that is called. */
import { readFileSync } from "node:fs";
import { env, exit, pid, stdin, stdout } from "node:process";
import { createInterface } from "node:readline";

interface Incoming {
  id?: number | string;
  method?: string;
  params?: { name?: string; arguments?: Record<string, unknown>; _meta?: { progressToken?: unknown }; uri?: string };
  result?: unknown;
}

const token = env.TOKEN ?? (env.TOKEN_FILE === undefined ? "" : readFileSync(env.TOKEN_FILE, "utf8"));
const say = (message: object): void => {
  stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
};
const text = (words: string) => ({ content: [{ type: "text", text: words }] });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const subscribed: string[] = [];
let waiting: (() => void)[] = [];
let answered: (result: unknown) => void = () => {};

const TOOLS: Record<string, (given: Record<string, unknown>, message: Incoming) => object | Promise<object>> = {
  echo: ({ words }) => text(String(words)),
  who: () => text(JSON.stringify({ token, pid, key: env.LANEKEEPER_KEY ?? null, subscribed })),
  fail: ({ words }) => ({ ...text(String(words)), isError: true }),
  die: () => exit(3),
  big: ({ bytes }) => text("x".repeat(Number(bytes))),
  /** Ends when `release` is called on the same process, or after so many steps. */
  slow: async ({ steps }, { params }) => {
    for (let step = 1; step <= Number(steps); step += 1) {
      say({
        method: "notifications/progress",
        params: { progressToken: params?._meta?.progressToken, progress: step, total: steps },
      });
      await sleep(100);
    }
    return text(`slow by ${pid}`);
  },
  stuck: () => new Promise((resolve) => waiting.push(() => resolve(text("released")))),
  release: () => {
    for (const resolve of waiting) resolve();
    waiting = [];
    return text("ok");
  },
  /** Asks the client under an id that every process uses. */
  ask: async () => {
    const answer = new Promise((resolve) => {
      answered = resolve;
    });
    say({ id: 1, method: "sampling/createMessage", params: { messages: [], maxTokens: 1 } });
    return text(`${pid} heard ${JSON.stringify(await answer)}`);
  },
};

const tools = Object.keys(TOOLS).map((name) => ({
  name,
  inputSchema: { type: "object" },
  ...(name === "who" ? { outputSchema: { type: "object", required: ["never"] } } : {}),
}));
if (token === "new-tools") tools.push({ name: "brand_new", inputSchema: { type: "object" } });

const METHODS: Record<string, (message: Incoming) => object | Promise<object>> = {
  initialize: () => ({
    protocolVersion: "2025-06-18",
    capabilities: { tools: {}, resources: {} },
    serverInfo: { name: "plain", version: "1" },
  }),
  "tools/list": () => ({ tools }),
  "tools/call": (message) =>
    TOOLS[message.params?.name ?? ""]?.(message.params?.arguments ?? {}, message) ?? text("no such tool"),
  "resources/subscribe": ({ params }) => {
    subscribed.push(params?.uri ?? "");
    return {};
  },
  "resources/read": ({ params }) => ({ contents: [{ uri: params?.uri, text: "contents" }] }),
  ping: () => ({}),
};

if (token === "broken") exit(1);
createInterface({ input: stdin }).on("line", async (line) => {
  let message: Incoming;
  try {
    message = JSON.parse(line) as Incoming;
  } catch {
    say({ method: "notifications/message", params: { level: "error", data: `unreadable: ${line}` } });
    return;
  }
  if (message.method === undefined) return answered(message.result);
  if (message.id === undefined) return;
  const method = METHODS[message.method];
  if (method) say({ id: message.id, result: await method(message) });
  else say({ id: message.id, error: { code: -32601, message: "Method not found" } });
});
stdin.on("end", () => exit(7));

import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import {
  CallToolRequestSchema,
  GetPromptRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import * as z from "zod";
import { ask, type BuildServer, contents, messages, text } from "./powers.ts";

const INFO = { name: "github-tools", version: "1.0.0" };

/** The 1.x line as it is written today. */
const registerTool: BuildServer<McpServer> = (keeper) => {
  const server = new McpServer(INFO);
  keeper.protect(server);
  server.registerTool("issues_list", { description: "Open issues" }, async () => {
    await ask(keeper, "/issues");
    return text();
  });
  server.registerTool("issues_create", { inputSchema: { title: z.string() } }, async () => {
    await ask(keeper, "/issues", "POST");
    return text();
  });
  server.registerTool("typed", { outputSchema: { count: z.number() } }, async () => {
    await ask(keeper, "/issues");
    return { content: [], structuredContent: { count: 1 } };
  });
  server.registerResource(
    "issue",
    new ResourceTemplate("github://issues/{number}", { list: undefined }),
    {},
    async ({ href }) => {
      await ask(keeper, "/issues/7");
      return contents(href);
    },
  );
  server.registerPrompt("triage", {}, async () => {
    await ask(keeper, "/issues");
    return messages();
  });
  return server;
};

/** The older overloads, with capabilities declared beforehand: their handlers are set before `protect` is called. */
const tool: BuildServer<McpServer> = (keeper) => {
  const server = new McpServer(INFO, { capabilities: { tools: {}, resources: {}, prompts: {} } });
  keeper.protect(server);
  server.tool("issues_list", "Open issues", async () => {
    await ask(keeper, "/issues");
    return text();
  });
  server.tool("issues_create", { title: z.string() }, async () => {
    await ask(keeper, "/issues", "POST");
    return text();
  });
  server.resource("issue", new ResourceTemplate("github://issues/{number}", { list: undefined }), async ({ href }) => {
    await ask(keeper, "/issues/7");
    return contents(href);
  });
  server.prompt("triage", async () => {
    await ask(keeper, "/issues");
    return messages();
  });
  return server;
};

/** Handlers by hand, which throw what the lane throws. */
const byHand: BuildServer<Server> = (keeper) => {
  const server = new Server(INFO, { capabilities: { tools: {}, resources: {}, prompts: {} } });
  keeper.protect(server);
  const inputSchema = { type: "object" as const };
  const outputSchema = { type: "object" as const, properties: { count: { type: "number" } }, required: ["count"] };
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [
      { name: "issues_list", inputSchema },
      { name: "issues_create", inputSchema },
      { name: "typed", inputSchema, outputSchema },
    ],
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    if (params.name === "issues_create") z.object({ title: z.string() }).parse(params.arguments);
    await ask(keeper, "/issues", params.name === "issues_create" ? "POST" : "GET");
    return params.name === "typed" ? { content: [], structuredContent: { count: 1 } } : text();
  });
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    await ask(keeper, "/issues/7");
    return contents(params.uri);
  });
  server.setRequestHandler(GetPromptRequestSchema, async () => {
    await ask(keeper, "/issues");
    return messages();
  });
  return server;
};

/** Servers of the 1.x line by the way in which they are written. */
export const SERVERS_1 = { registerTool, tool, byHand };

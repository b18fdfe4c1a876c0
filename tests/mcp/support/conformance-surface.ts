import { setTimeout as sleep } from "node:timers/promises";
import { completable, fromJsonSchema, McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import * as z from "zod";

/** One red pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
const text = (words: string) => ({ type: "text" as const, text: words });
const image = { type: "image" as const, data: PNG, mimeType: "image/png" };
const said = (words: string) => ({ content: [text(words)] });

/** A server with the tools, resources and prompts that the official conformance suite names. */
export function createConformanceSurface(prepare?: (server: McpServer) => void): McpServer {
  const server = new McpServer(
    { name: "conformance", version: "1.0.0" },
    { capabilities: { logging: {}, resources: { subscribe: true }, completions: {} } },
  );
  prepare?.(server);
  registerContentTools(server);
  registerSpeakingTools(server);
  registerAskingTools(server);
  registerResources(server);
  registerPrompts(server);
  return server;
}

function registerContentTools(server: McpServer): void {
  const tool = (name: string, content: Parameters<typeof answerOf>[0]) =>
    server.registerTool(name, { description: name }, async () => answerOf(content));
  const answerOf = (content: ({ type: "text"; text: string } | typeof image | ReturnType<typeof resource> | typeof audio)[]) => ({
    content,
  });
  const audio = { type: "audio" as const, data: WAV, mimeType: "audio/wav" };
  const resource = (uri: string, mimeType: string, words: string) => ({
    type: "resource" as const,
    resource: { uri, mimeType, text: words },
  });
  tool("test_simple_text", [text("This is a simple text response for testing.")]);
  tool("test_image_content", [image]);
  tool("test_audio_content", [audio]);
  tool("test_embedded_resource", [resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")]);
  tool("test_multiple_content_types", [
    text("Multiple content types test:"),
    image,
    resource("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
  ]);
  server.registerTool("test_error_handling", { description: "Fails" }, async () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object" as const,
    $defs: {
      address: {
        type: "object" as const,
        properties: { street: { type: "string" as const }, city: { type: "string" as const } },
      },
    },
    properties: { name: { type: "string" as const }, address: { $ref: "#/$defs/address" } },
    additionalProperties: false,
  };
  const described = { description: "Tool with JSON Schema 2020-12 features", inputSchema: fromJsonSchema(schema) };
  server.registerTool("json_schema_2020_12_tool", described, async () => said("valid"));
}

function registerSpeakingTools(server: McpServer): void {
  server.registerTool("test_tool_with_logging", { description: "Logs" }, async (context) => {
    for (const words of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
      await context.mcpReq.log("info", words);
      await sleep(50);
    }
    return said("Logged");
  });
  server.registerTool("test_tool_with_progress", { description: "Tells its progress" }, async (context) => {
    const { _meta: meta, notify } = context.mcpReq;
    for (const progress of [0, 50, 100]) {
      const progressToken = meta?.progressToken;
      if (progressToken !== undefined)
        await notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
      await sleep(50);
    }
    return said("Done");
  });
  server.registerTool("test_reconnection", { description: "Closes its stream before it answers" }, async (context) => {
    context.http?.closeSSE?.();
    await sleep(200);
    return said("Answered after the stream was closed");
  });
}

/** They ask on the stream of the call itself: a stream of its own the client may not have opened yet. */
function registerAskingTools(server: McpServer): void {
  const sampling = { description: "Samples", inputSchema: z.object({ prompt: z.string() }) };
  server.registerTool("test_sampling", sampling, async ({ prompt }, context) => {
    const messages = [{ role: "user" as const, content: text(prompt) }];
    const params = { messages, maxTokens: 100 };
    const { content } = await context.mcpReq.send({ method: "sampling/createMessage", params });
    return said(`LLM response: ${JSON.stringify(content)}`);
  });
  const ask = (name: string, properties: Record<string, object>, required: string[] = []) =>
    server.registerTool(
      name,
      { description: name, inputSchema: z.object({ message: z.optional(z.string()) }) },
      async (given, context) => {
        const requestedSchema = { type: "object" as const, properties, required };
        const params = { message: given.message ?? "Please answer", requestedSchema };
        const elicited = await context.mcpReq.send({ method: "elicitation/create", params });
        return said(`Elicitation completed: action=${elicited.action}, content=${JSON.stringify(elicited.content ?? {})}`);
      },
    );
  ask(
    "test_elicitation",
    {
      username: { type: "string", description: "User's response" },
      email: { type: "string", description: "User's email address" },
    },
    ["username", "email"],
  );
  ask("test_elicitation_sep1034_defaults", {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  });
  const options = ["option1", "option2", "option3"];
  const titled = ["First", "Second", "Third"].map((title, place) => ({ const: `value${place + 1}`, title: `${title} Option` }));
  ask("test_elicitation_sep1330_enums", {
    untitledSingle: { type: "string", enum: options },
    titledSingle: { type: "string", oneOf: titled },
    legacyEnum: { type: "string", enum: ["opt1", "opt2", "opt3"], enumNames: ["Option One", "Option Two", "Option Three"] },
    untitledMulti: { type: "array", items: { type: "string", enum: options } },
    titledMulti: { type: "array", items: { anyOf: titled } },
  });
}

function registerResources(server: McpServer): void {
  const register = (uri: string, mimeType: string, body: { text: string } | { blob: string }) =>
    server.registerResource(uri, uri, { mimeType }, async () => ({ contents: [{ uri, mimeType, ...body }] }));
  register("test://static-text", "text/plain", { text: "This is the content of the static text resource." });
  register("test://static-binary", "image/png", { blob: PNG });
  register("test://watched-resource", "text/plain", { text: "Watched" });
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  server.registerResource("template", template, { mimeType: "application/json" }, async (uri, { id }) => ({
    contents: [
      {
        uri: uri.href,
        mimeType: "application/json",
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
      },
    ],
  }));
  server.server.setRequestHandler("resources/subscribe", async () => ({}));
  server.server.setRequestHandler("resources/unsubscribe", async () => ({}));
}

function registerPrompts(server: McpServer): void {
  const user = <T>(content: T) => ({ role: "user" as const, content });
  server.registerPrompt("test_simple_prompt", { description: "A simple prompt" }, async () => ({
    messages: [user(text("This is a simple prompt for testing."))],
  }));
  const argument = () => completable(z.string(), (begun) => ["paris", "park", "party"].filter((word) => word.startsWith(begun)));
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "A prompt with arguments", argsSchema: z.object({ arg1: argument(), arg2: argument() }) },
    async ({ arg1, arg2 }) => ({ messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))] }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "A prompt with a resource", argsSchema: z.object({ resourceUri: z.string() }) },
    async ({ resourceUri: uri }) => ({
      messages: [
        user({
          type: "resource" as const,
          resource: { uri, mimeType: "text/plain", text: "Embedded resource content for testing." },
        }),
        user(text("Please process the embedded resource above.")),
      ],
    }),
  );
  server.registerPrompt("test_prompt_with_image", { description: "A prompt with an image" }, async () => ({
    messages: [user(image), user(text("Please analyze the image above."))],
  }));
}

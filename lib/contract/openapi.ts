import * as z from "zod/mini";
import { EVENT_DATA } from "./event-data.ts";
import type { Answer, Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { problem } from "./problem.ts";
import { answerNames } from "./schema-names.ts";

type Json = Record<string, unknown>;

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** JSON Schema of what a sender writes (`input`) or gets (`output`), without the keys that only a file of its own needs. */
function schemaOf(schema: z.ZodMiniType, io: "input" | "output"): Json {
  const name = io === "output" ? answerNames.get(schema)?.id : undefined;
  if (name !== undefined) return reference(name);
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function parametersOf({ path, query }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  if (query === undefined) return inPath;
  const { properties = {}, required = [] } = schemaOf(query, "input") as { properties?: Json; required?: string[] };
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function contentOf(answer: Answer): Json {
  if (answer === "empty") return {};
  if (answer === "event-stream") return { content: { "text/event-stream": { schema: { type: "string" } } } };
  if (answer === "text") return { content: { "text/plain": { schema: { type: "string" } } } };
  return { content: { "application/json": { schema: schemaOf(answer, "output") } } };
}

const NEEDED: Record<Exclude<Operation["auth"], "public">, string> = {
  any: "any key, token or session",
  scraper: "role viewer, unless Lanekeeper listens on loopback alone and is asked from there",
  server: "a server key",
  viewer: "role viewer",
  operator: "role operator",
  admin: "role admin",
};

function operationOf(operation: Operation): Json {
  const { auth, summary, body, answers } = operation;
  const answered = Object.entries(answers).map(([status, answer]) => [status, { description: summary, ...contentOf(answer) }]);
  const failed = {
    description: "Anything else, told by its code.",
    content: { "application/problem+json": { schema: schemaOf(problem, "output") } },
  };
  const bodies = Object.entries(body ?? {}).map(([type, schema]) => [type, { schema: schemaOf(schema, "input") }]);
  return {
    summary,
    description: auth === "public" ? "Open to everybody." : `Needs: ${NEEDED[auth]}.`,
    security: auth === "public" ? [] : auth === "server" ? [{ serverKey: [] }] : [{ apiToken: [] }, { session: [] }],
    parameters: parametersOf(operation),
    ...(body === undefined ? {} : { requestBody: { required: true, content: Object.fromEntries(bodies) } }),
    responses: { ...Object.fromEntries(answered), default: failed },
  };
}

function namedSchemas(): Json {
  const { schemas } = z.toJSONSchema(answerNames, { uri: (id) => `#/components/schemas/${id}`, unrepresentable: "any" });
  const answers = Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema]);
  const events = Object.entries(EVENT_DATA).map(([kind, schema]) => [`event.${kind}`, schemaOf(schema, "input")]);
  return Object.fromEntries([...answers, ...events]);
}

/** The API in OpenAPI 3.1, made from the schemas that the routes check with. */
export function openapiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: operationOf(operation) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Lanekeeper", version: "1", description: "The control plane for the credentials that MCP servers hold." },
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        serverKey: { type: "http", scheme: "bearer", description: "`lk_srv_…`, bound to one server." },
        apiToken: { type: "http", scheme: "bearer", description: "`lk_api_…`, with a role and an expiry." },
        session: { type: "apiKey", in: "cookie", name: "next-auth.session-token", description: "A signed-in browser." },
      },
    },
  };
}

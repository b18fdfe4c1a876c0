import { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Keeper } from "#lib/mcp/index.ts";
import { toolResult } from "../tool-result.ts";

const ISSUES = "/repos/acme/shop/issues";
const numberOf = (body: unknown): string => String(z.looseObject({ number: z.number() }).parse(body).number);
const countOf = (body: unknown): string => String(z.array(z.unknown()).parse(body).length);

/** One server instance; HTTP builds one per request, so what lasts is in the keeper. */
export function buildGitHubServer(keeper: Keeper): McpServer {
  const server = new McpServer({ name: "github-tools", version: "1.0.0" });
  keeper.protect(server);

  server.registerTool(
    "issues_create",
    {
      description: "Create an issue in acme/shop.",
      inputSchema: z.object({ title: z.string().min(1) }),
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    async ({ title }) => {
      const response = await keeper.lane("github-prod").fetch(ISSUES, { method: "POST", body: JSON.stringify({ title }) });
      return toolResult(response, (issue) => `Created issue #${numberOf(issue)}.`);
    },
  );
  server.registerTool(
    "issues_list",
    { description: "Count the newest open issues of acme/shop.", inputSchema: z.object({}), annotations: { readOnlyHint: true } },
    async () => toolResult(await keeper.lane("github-prod").fetch(ISSUES), (issues) => `${countOf(issues)} open issues.`),
  );
  server.registerTool(
    "ci_issues_list",
    {
      description: "Count the issues that continuous integration sees.",
      inputSchema: z.object({}),
      annotations: { readOnlyHint: true },
    },
    async () => toolResult(await keeper.lane("github-ci").fetch(ISSUES), (issues) => `${countOf(issues)} issues seen by CI.`),
  );
  return server;
}

import { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Keeper } from "#lib/mcp/index.ts";
import { toolResult } from "../tool-result.ts";

const CONTACTS = "/crm/v3/objects/contacts";
const contactPage = z.looseObject({ results: z.array(z.unknown()) });
const newContact = z.looseObject({ id: z.string() });

/** The server of one stdio connection. */
export function buildCrmServer(keeper: Keeper): McpServer {
  const server = new McpServer({ name: "crm", version: "1.0.0" });
  keeper.protect(server);

  server.registerTool(
    "contacts_list",
    {
      description: "Count the newest contacts.",
      inputSchema: z.object({}),
      outputSchema: z.object({ count: z.number() }),
      annotations: { readOnlyHint: true },
    },
    async () => {
      const response = await keeper.lane("hubspot-crm").fetch(CONTACTS);
      if (!response.ok) return toolResult(response, String);
      const count = contactPage.parse(await response.json()).results.length;
      return { content: [{ type: "text", text: `${count} contacts.` }], structuredContent: { count } };
    },
  );
  server.registerTool(
    "contacts_create",
    {
      description: "Create a contact.",
      inputSchema: z.object({ email: z.email() }),
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    async ({ email }) => {
      const response = await keeper
        .lane("hubspot-crm")
        .fetch(CONTACTS, { method: "POST", body: JSON.stringify({ properties: { email } }) });
      return toolResult(response, (contact) => `Created contact ${newContact.parse(contact).id}.`);
    },
  );
  return server;
}

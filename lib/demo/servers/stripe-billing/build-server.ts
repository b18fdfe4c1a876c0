import { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Keeper } from "#lib/mcp/index.ts";
import { toolResult } from "../tool-result.ts";

const chargePage = z.looseObject({ data: z.array(z.looseObject({ id: z.string(), refunded: z.boolean() })) });
const money = z.looseObject({ amount: z.number(), currency: z.string() });

/** `1234` cents of `eur` as `12.34 EUR`. */
function moneyOf(body: unknown): string {
  const { amount, currency } = money.parse(body);
  return `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`;
}

/** One server instance; HTTP builds one per request, so what lasts is in the keeper. */
export function buildStripeServer(keeper: Keeper): McpServer {
  const server = new McpServer({ name: "stripe-billing", version: "1.0.0" });
  keeper.protect(server);
  const stripe = keeper.lane("stripe-prod");

  server.registerTool(
    "charges_list",
    { description: "Count the newest charges.", inputSchema: z.object({}), annotations: { readOnlyHint: true } },
    async () => toolResult(await stripe.fetch("/v1/charges"), (page) => `${chargePage.parse(page).data.length} charges.`),
  );
  server.registerTool(
    "payments_create",
    {
      description: "Charge the saved card of the customer.",
      inputSchema: z.object({ cents: z.int().positive() }),
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    async ({ cents }) => {
      const body = new URLSearchParams({ amount: String(cents), currency: "eur", confirm: "true" });
      const response = await stripe.fetch("/v1/payment_intents", { method: "POST", body });
      return toolResult(response, (payment) => `${moneyOf(payment)} paid.`);
    },
  );
  server.registerTool(
    "refunds_create",
    {
      description: "Refund the newest charge that is not refunded yet.",
      inputSchema: z.object({}),
      annotations: { readOnlyHint: false, destructiveHint: true },
    },
    async () => {
      const listed = await stripe.fetch("/v1/charges");
      if (!listed.ok) return toolResult(listed, String);
      const charge = chargePage.parse(await listed.json()).data.find(({ refunded }) => !refunded);
      if (!charge) return { content: [{ type: "text", text: "Nothing to refund." }] };
      const body = new URLSearchParams({ charge: charge.id });
      const response = await stripe.fetch("/v1/refunds", { method: "POST", body });
      return toolResult(response, (refund) => `${moneyOf(refund)} refunded.`);
    },
  );
  return server;
}

import { type LaneOptions, vaultStore, withProviderHooks } from "#lib/mcp/index.ts";
import type { ServerConfig } from "../config.ts";

const POLL_MS = 2_000;

/** One restricted key out of a vault: people roll it, and Stripe tells nobody when it ends. */
export function stripeLanes(config: ServerConfig): LaneOptions[] {
  if (!config.vault) throw new Error("the configuration names no vault");
  const { url, token, mount, path } = config.vault;
  return [
    withProviderHooks({
      name: "stripe-prod",
      provider: "stripe",
      account: "acme-shop",
      tenant: "acme",
      environment: "production",
      owner: "finance",
      kind: "vault_reference",
      baseUrl: config.upstreamUrl,
      store: vaultStore({ url, auth: { token }, mount, path, pollMs: POLL_MS }),
      routes: [
        { tool: "charges_list", side_effect: "read", needs: ["charge_read"], retry_ceiling: 2, max_duration_s: 20 },
        { tool: "payments_create", side_effect: "write", needs: ["payment_intent_write"], retry_ceiling: 0, max_duration_s: 20 },
        { tool: "refunds_create", side_effect: "destructive", needs: ["charge_write"], retry_ceiling: 0, max_duration_s: 20 },
      ],
      unsafeNeighbour: { description: "Pay the balance out to a bank account", expect: "scope_insufficient" },
    }),
  ];
}

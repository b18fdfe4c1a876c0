import { type LaneOptions, oauthRefreshStore } from "#lib/mcp/index.ts";
import { type ServerConfig, storeOf } from "../config.ts";

/** One grant whose access tokens live for a minute and a half, refreshed before they end. */
export function crmLanes(config: ServerConfig): LaneOptions[] {
  const hubspot = config.upstreamUrl;
  if (!config.oauthApp) throw new Error("the configuration names no OAuth app");
  const contacts = `${hubspot}/crm/v3/objects/contacts`;
  return [
    {
      name: "hubspot-crm",
      provider: "hubspot",
      account: "hub-62515",
      tenant: "acme",
      environment: "production",
      owner: "sales-ops",
      kind: "oauth_refresh",
      baseUrl: hubspot,
      store: oauthRefreshStore({
        tokenUrl: `${hubspot}/oauth/2026-03/token`,
        path: storeOf(config, "hubspot-crm"),
        ...config.oauthApp,
      }),
      routes: [
        {
          tool: "contacts_list",
          side_effect: "read",
          needs: ["crm.objects.contacts.read"],
          retry_ceiling: 2,
          max_duration_s: 2,
        },
        {
          tool: "contacts_create",
          side_effect: "write",
          needs: ["crm.objects.contacts.write"],
          retry_ceiling: 0,
          max_duration_s: 2,
        },
      ],
      probe: ({ fetch }) => fetch(contacts),
      unsafeNeighbour: { description: "Delete a contact", expect: "scope_insufficient" },
    },
  ];
}

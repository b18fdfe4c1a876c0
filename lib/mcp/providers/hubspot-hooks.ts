import type { ProviderHooks } from "./provider-hooks.ts";

/** A private app's token is ended in HubSpot's settings, a grant with `oauthRevocation`. */
export const hubspotHooks: ProviderHooks = {
  origin: "https://api.hubapi.com",
  probe: ({ fetch }, origin) => fetch(new URL("/account-info/v3/details", origin)),
};

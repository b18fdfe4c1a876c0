import * as z from "zod/mini";
import type { ProviderHooks } from "./provider-hooks.ts";

const lacksScope = z.object({ error: z.object({ code: z.optional(z.undefined()) }) });

/**
 * Reading the balance changes nothing. A restricted key that may not read it is told so by a 403 without a code: then it works for what it
 * is meant to do. Keys are rolled in the dashboard.
 */
export const stripeHooks: ProviderHooks = {
  origin: "https://api.stripe.com",
  probe: async ({ fetch }, origin) => {
    const response = await fetch(new URL("/v1/balance", origin));
    if (response.status !== 403) return response;
    const body: unknown = await response.clone().json();
    return lacksScope.safeParse(body).success ? { ok: true } : response;
  },
};

import * as z from "zod/mini";
import type { ProviderHooks } from "./provider-hooks.ts";

const answer = z.object({ ok: z.boolean(), error: z.optional(z.string()) });
/** Slack's words for a token that is gone already. */
const GONE = new Set(["token_revoked", "token_expired", "invalid_auth", "account_inactive"]);

export const slackHooks: ProviderHooks = {
  origin: "https://slack.com",
  probe: ({ fetch }, origin) => fetch(new URL("/api/auth.test", origin), { method: "POST" }),
  retire: async ({ fetch }, origin) => {
    const response = await fetch(new URL("/api/auth.revoke", origin), { method: "POST" });
    const { ok, error = "nothing" } = answer.parse(await response.json());
    if (!ok && !GONE.has(error)) throw new Error(`Slack answered ${error}`);
  },
};

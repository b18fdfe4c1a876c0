import type { CredentialContext, ProbeAnswer } from "../options.ts";
import { expectStatus, type ProviderHooks } from "./provider-hooks.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };

/** Google's OAuth endpoints answer for the tokens of every Google API; the token travels in headers and bodies, never in an address. */
export const googleHooks: ProviderHooks = {
  origin: "https://oauth2.googleapis.com",
  isElsewhere: true,
  probe: askForToken,
  retire: async ({ stored, bareFetch }, origin) => {
    const body = new URLSearchParams({ token: stored });
    const response = await bareFetch(new URL("/revoke", origin), { method: "POST", headers: form, body, redirect: "error" });
    // 400 is said of a token that is gone already.
    expectStatus(response, 200, 400);
  },
  endsGrantOf: () => true,
};

/** An unknown token is a 400 here, and nobody says whether it expired or was revoked. */
async function askForToken({ credential, bareFetch }: CredentialContext, origin: URL): Promise<ProbeAnswer> {
  const headers = { ...form, authorization: `Bearer ${credential}` };
  const response = await bareFetch(new URL("/tokeninfo", origin), { method: "POST", headers, redirect: "error" });
  if (response.status !== 400) return response;
  return { ok: false, outcome: "auth_unclassified", detail: "Google does not know the token" };
}

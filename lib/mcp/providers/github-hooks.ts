import type { CredentialContext } from "../options.ts";
import { expectStatus, type ProviderHooks } from "./provider-hooks.ts";

/** Kinds of tokens that anybody who holds one may end, by their beginning. */
const REVOCABLE = /^(ghp_|github_pat_|gho_|ghu_|ghr_)/;

/** GitHub Enterprise Server keeps its API under a path. */
const at = (origin: URL, path: string): URL =>
  new URL(`${origin.pathname.startsWith("/api/v3") ? "/api/v3" : ""}${path}`, origin);

/** Every token may ask for its rate limit, and the question does not count against it. */
export const githubHooks: ProviderHooks = {
  origin: "https://api.github.com",
  probe: ({ fetch }, origin) => fetch(at(origin, "/rate_limit")),
  retire: async (context, origin) => {
    if (context.stored.startsWith("ghs_")) return revokeOwn(context, origin);
    const credentials = [...new Set([context.stored, context.credential])].filter((token) => REVOCABLE.test(token));
    if (credentials.length === 0) throw new Error("GitHub lets only a human end a credential of this kind");
    return revoke(credentials, context, origin);
  },
  // The private key of an app is taken away in its settings only.
  endsGrantOf: (storeType) => storeType !== "github_app",
};

/** An installation token can end itself and nothing else. */
async function revokeOwn({ fetch }: CredentialContext, origin: URL): Promise<void> {
  expectStatus(await fetch(at(origin, "/installation/token"), { method: "DELETE" }), 204, 401);
}

/** GitHub takes these from anybody, and from nobody who is signed in. */
async function revoke(credentials: string[], { bareFetch }: CredentialContext, origin: URL): Promise<void> {
  const response = await bareFetch(at(origin, "/credentials/revoke"), {
    method: "POST",
    headers: { accept: "application/vnd.github+json", "content-type": "application/json" },
    body: JSON.stringify({ credentials }),
    redirect: "error",
  });
  expectStatus(response, 202);
}

import * as z from "zod/mini";
import type { CredentialContext, LaneOptions, ProbeAnswer } from "../options.ts";
import { type OAuthClient, proveClient } from "../stores/oauth/client-authentication.ts";
import { expectStatus } from "./provider-hooks.ts";

export interface OAuthEndpoint extends Pick<OAuthClient, "clientId" | "authentication"> {
  /** Address of the endpoint. */
  url: string;
  clientSecret?: string;
}

const introspection = z.object({ active: z.boolean() });

/** A `probe` that asks an introspection endpoint (RFC 7662) whether the access token is active. */
export function oauthIntrospection(endpoint: OAuthEndpoint): NonNullable<LaneOptions["probe"]> {
  return async ({ credential, bareFetch }): Promise<ProbeAnswer> => {
    const response = await post(endpoint, { token: credential, token_type_hint: "access_token" }, bareFetch);
    const said = introspection.safeParse(response.ok ? await response.json() : null);
    if (!said.success) throw new Error(`the introspection endpoint answered ${response.status}`);
    // It never says why a token is inactive.
    return said.data.active ? { ok: true } : { ok: false, outcome: "auth_unclassified", detail: "the token is not active" };
  };
}

/** A `retire` that ends a grant by its refresh token (RFC 7009), and with it what was drawn from it. An unknown one is gone already. */
export function oauthRevocation(endpoint: OAuthEndpoint): NonNullable<LaneOptions["retire"]> {
  return async ({ stored, bareFetch }) => {
    const response = await post(endpoint, { token: stored, token_type_hint: "refresh_token" }, bareFetch);
    expectStatus(response, 200, 204);
  };
}

function post(
  endpoint: OAuthEndpoint,
  parameters: Record<string, string>,
  fetch: CredentialContext["bareFetch"],
): Promise<Response> {
  const { form, headers } = proveClient({ ...endpoint, tokenUrl: endpoint.url }, endpoint.clientSecret, new Date());
  return fetch(endpoint.url, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams({ ...parameters, ...form }),
    redirect: "error",
  });
}

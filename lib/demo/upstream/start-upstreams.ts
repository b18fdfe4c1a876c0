import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type GitHubSimulator, startGitHub } from "./github/github.ts";
import { type HubSpotSimulator, startHubSpot } from "./hubspot/hubspot.ts";
import type { HubSpotApp } from "./hubspot/token-endpoint.ts";
import type { LoopbackServer } from "./serve-loopback.ts";
import { type StripeSimulator, startStripe } from "./stripe/stripe.ts";
import { startVault, type VaultSimulator } from "./vault/vault.ts";

/** The providers, and the vault that is the store of one lane. */
export type Upstreams = {
  github: GitHubSimulator;
  hubspot: HubSpotSimulator;
  oauthApp: HubSpotApp;
  stripe: StripeSimulator;
  vault: VaultSimulator;
  vaultToken: string;
};
export type UpstreamOptions = {
  ports: Partial<Record<"github" | "hubspot" | "stripe" | "vault", number>>;
  /** Folder of the file that the vault keeps its secrets in. */
  stores: string;
  stripePropagationMs: number;
};

/** Starts all of them; `onStarted` is called with each, as some may have started where a later one fails. */
export async function startUpstreams(
  { ports, stores, stripePropagationMs }: UpstreamOptions,
  onStarted: (server: LoopbackServer) => void,
): Promise<Upstreams> {
  const oauthApp = { clientId: "acme-crm", clientSecret: randomBytes(24).toString("base64url") };
  const vaultToken = `hvs.${randomBytes(24).toString("base64url")}`;
  const started = <T extends LoopbackServer>(server: T): T => {
    onStarted(server);
    return server;
  };
  return {
    github: started(await startGitHub({ port: ports.github })),
    hubspot: started(await startHubSpot({ app: oauthApp, port: ports.hubspot })),
    oauthApp,
    stripe: started(await startStripe({ port: ports.stripe, propagationMs: stripePropagationMs })),
    vault: started(await startVault({ token: vaultToken, storePath: join(stores, "vault.json"), port: ports.vault })),
    vaultToken,
  };
}

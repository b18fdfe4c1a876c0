import { join } from "node:path";
import type { DemoPace } from "../settings.ts";
import type { Upstreams } from "../upstream/start-upstreams.ts";
import type { DemoLane } from "./demo-lane.ts";
import { createGitHubLane } from "./github-lane.ts";
import { createHubSpotLane } from "./hubspot-lane.ts";
import { createStripeLane } from "./stripe-lane.ts";

export type LaneName = "github-prod" | "github-ci" | "hubspot-crm" | "stripe-prod";
const NEXT_CI_KEY_S = 900;

/** Where the key of `stripe-prod` lies in the vault. */
export const STRIPE_SECRET_PATH = "mcp/stripe";

/** Path of the file that is a lane's store. */
export function storePath(folder: string, lane: LaneName): string {
  return join(folder, `${lane}.json`);
}

/** The lanes of the demo, each with a first credential in its store. */
export async function createLanes(
  { github, hubspot, stripe, vault }: Upstreams,
  stores: string,
  pace: DemoPace,
): Promise<Record<LaneName, DemoLane>> {
  return {
    "github-prod": await createGitHubLane({
      name: "github-prod",
      github,
      storePath: storePath(stores, "github-prod"),
      kind: "classic",
      login: "acme-bot",
      grants: ["repo"],
      narrowed: ["read:user"],
      firstKeyS: pace.prodKeyS,
      nextKeyS: pace.prodKeyS,
    }),
    "github-ci": await createGitHubLane({
      name: "github-ci",
      github,
      storePath: storePath(stores, "github-ci"),
      kind: "fine_grained",
      login: "acme-ci",
      grants: ["issues=read"],
      narrowed: ["metadata=read"],
      firstKeyS: pace.ciKeyS,
      nextKeyS: NEXT_CI_KEY_S,
    }),
    "hubspot-crm": await createHubSpotLane({
      name: "hubspot-crm",
      hubspot,
      storePath: storePath(stores, "hubspot-crm"),
      accessTokenS: pace.accessTokenS,
    }),
    "stripe-prod": await createStripeLane({ name: "stripe-prod", stripe, vault, secretPath: STRIPE_SECRET_PATH }),
  };
}

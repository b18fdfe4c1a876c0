import { join } from "node:path";
import type { DemoPace } from "../settings.ts";
import type { GitHubSimulator } from "../upstream/github/github.ts";
import type { HubSpotSimulator } from "../upstream/hubspot/hubspot.ts";
import type { DemoLane } from "./demo-lane.ts";
import { createGitHubLane } from "./github-lane.ts";
import { createHubSpotLane } from "./hubspot-lane.ts";

export type LaneName = "github-prod" | "github-ci" | "hubspot-crm";
const NEXT_CI_KEY_S = 900;

/** Path of the store that a lane's server reads. */
export function storePath(folder: string, lane: LaneName): string {
  return join(folder, `${lane}.json`);
}

/** The three lanes of the demo, each with a first credential in its store. */
export async function createLanes(
  github: GitHubSimulator,
  hubspot: HubSpotSimulator,
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
  };
}

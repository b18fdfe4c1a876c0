/** A server of the demo, as it is registered with Lanekeeper. */
export type DemoServer = {
  name: "github-tools" | "crm" | "stripe-billing";
  displayName: string;
  presence: "always_on" | "on_demand";
};

export const DEMO_SERVERS: readonly DemoServer[] = [
  { name: "github-tools", displayName: "GitHub tools", presence: "always_on" },
  { name: "crm", displayName: "CRM", presence: "on_demand" },
  { name: "stripe-billing", displayName: "Stripe billing", presence: "always_on" },
];

/** How many processes of `github-tools` share its lanes: enough that one may fall behind, or be asked about another's word. */
export const GITHUB_REPLICAS = 3;

/** How fast the demo lives: everything that takes hours in production takes seconds to minutes here. */
export type DemoPace = {
  /** Life of the first key of `github-prod`. */
  prodKeyS: number;
  /** Life of the first key of `github-ci`. */
  ciKeyS: number;
  /** Life of one HubSpot access token. */
  accessTokenS: number;
  /** How long a Stripe key still works after a person ended it. */
  stripePropagationS: number;
  heartbeatS: number;
  callEveryMs: number;
};

export const DEMO_PACE: DemoPace = {
  prodKeyS: 28_800,
  ciKeyS: 110,
  accessTokenS: 90,
  stripePropagationS: 3,
  heartbeatS: 5,
  callEveryMs: 2_000,
};

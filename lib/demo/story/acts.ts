import type { LaneName } from "../lanes/create-lanes.ts";
import type { ActionOptions } from "../lanes/demo-lane.ts";

/** A button of the control page, pressed by the story. */
export type Button = { lane: LaneName; action: string; options: ActionOptions };
/** One act of the story; without a button it only announces what the clock will do. Told in the first cycle alone where it is `once`. */
export type Act = { atS: number; says: string; press?: Button; once?: true };

export const CYCLE_S = 240;
const CI_KEY_AT_S = 190;

/**
 * One cycle, by seconds from its start; it begins again when it is over. `github-prod` is left to the visitor, and each new
 * key of `github-ci` lives until the same point of the next cycle. A contained lane waits for a person, so the key of
 * `stripe-prod` is deleted once.
 */
export function storyActs(firstCiKeyS: number): Act[] {
  const acts: Act[] = [
    {
      atS: 50,
      says: "HubSpot's token endpoint fails the next two refreshes, then recovers.",
      press: { lane: "hubspot-crm", action: "fail-refresh", options: { times: 2 } },
    },
    {
      atS: 75,
      says: "Somebody deletes the key of stripe-prod in Stripe's Dashboard: within seconds its lane is contained.",
      press: { lane: "stripe-prod", action: "revoke", options: {} },
      once: true,
    },
    { atS: firstCiKeyS, says: "The key of github-ci reaches its end, as its clock foretold." },
    {
      atS: 150,
      says: "HubSpot limits the rate of hubspot-crm for 20 seconds.",
      press: { lane: "hubspot-crm", action: "rate-limit", options: { seconds: 20 } },
    },
    {
      atS: 130,
      says: "Finance puts a new Stripe key into the vault. The lane stays shut until you resume it.",
      press: { lane: "stripe-prod", action: "new-key", options: {} },
      once: true,
    },
    {
      atS: CI_KEY_AT_S,
      says: "The CI team puts a new key into its store; the dead lane opens by itself.",
      press: { lane: "github-ci", action: "new-key", options: { lifetimeS: CYCLE_S - CI_KEY_AT_S + firstCiKeyS } },
    },
  ];
  return acts.sort((one, other) => one.atS - other.atS);
}

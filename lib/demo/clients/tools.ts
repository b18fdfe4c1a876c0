import type { LoopTool } from "./tool-loop.ts";

/** Reads in every round, writes in every third. */
export const GITHUB_TOOLS: readonly LoopTool[] = [
  { tool: "issues_list", lane: "github-prod", everyNth: 1, input: () => ({}) },
  { tool: "issues_create", lane: "github-prod", everyNth: 3, input: (round) => ({ title: `Broken link ${round}` }) },
  { tool: "ci_issues_list", lane: "github-ci", everyNth: 1, input: () => ({}) },
];

export const CRM_TOOLS: readonly LoopTool[] = [
  { tool: "contacts_list", lane: "hubspot-crm", everyNth: 1, input: () => ({}) },
  { tool: "contacts_create", lane: "hubspot-crm", everyNth: 3, input: (round) => ({ email: `visitor-${round}@example.com` }) },
];

/** Earns before it refunds, so that there is something to refund. */
export const STRIPE_TOOLS: readonly LoopTool[] = [
  { tool: "charges_list", lane: "stripe-prod", everyNth: 1, input: () => ({}) },
  { tool: "payments_create", lane: "stripe-prod", everyNth: 2, input: (round) => ({ cents: 1_000 + (round % 90) * 100 }) },
  { tool: "refunds_create", lane: "stripe-prod", everyNth: 4, input: () => ({}) },
];

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

import { fileStore, type LaneOptions } from "#lib/mcp/index.ts";
import { type ServerConfig, storeOf } from "../config.ts";

/** Two keys of one server: what happens to one must not touch the other. */
export function gitHubLanes(config: ServerConfig): LaneOptions[] {
  const github = config.upstreamUrl;
  const shared = {
    provider: "github",
    tenant: "acme",
    environment: "production",
    kind: "managed_key",
    baseUrl: github,
    probe: ({ fetch }) => fetch(`${github}/user`),
  } satisfies Partial<LaneOptions>;
  return [
    {
      ...shared,
      name: "github-prod",
      account: "acme-bot",
      owner: "platform-team",
      store: fileStore({ path: storeOf(config, "github-prod") }),
      routes: [
        { tool: "issues_create", side_effect: "write", needs: ["repo"], retry_ceiling: 0, max_duration_s: 20 },
        { tool: "issues_list", side_effect: "read", needs: ["repo"], retry_ceiling: 2, max_duration_s: 20 },
      ],
      retire: async ({ credential }) => {
        await fetch(`${github}/credentials/revoke`, { method: "POST", body: JSON.stringify({ credentials: [credential] }) });
      },
      unsafeNeighbour: { description: "Delete the repository acme/shop", expect: "scope_insufficient" },
    },
    {
      ...shared,
      name: "github-ci",
      account: "acme-ci",
      owner: "ci-team",
      store: fileStore({ path: storeOf(config, "github-ci") }),
      // A call is not begun where it may outlast the key, and these keys are short-lived.
      routes: [{ tool: "ci_issues_list", side_effect: "read", needs: ["issues=read"], retry_ceiling: 2, max_duration_s: 2 }],
      unsafeNeighbour: { description: "Create an issue in acme/shop", expect: "scope_insufficient" },
    },
  ];
}

import { mintServerKey } from "#lib/auth/mint-key.ts";
import { createServer, createServerKey } from "#lib/pipeline/register/index.ts";
import { listServers } from "#lib/views/servers.ts";
import { runSubcommand, type Subcommand } from "./command-line.ts";

const PAGE = 200;

const add: Subcommand = {
  usage: "--name <name> --environment <environment> [--presence always_on|on_demand] [--display-name <text>] [--json]",
  options: {
    name: { type: "string" },
    environment: { type: "string" },
    presence: { type: "string" },
    "display-name": { type: "string" },
  },
  needs: ["name", "environment"],
  async act(ctx, { name, environment, presence, "display-name": display_name }) {
    const { text, ...key } = await mintServerKey(ctx.db, ctx.now);
    const server = await createServer({ ctx, input: { name, environment, presence, display_name }, key });
    return {
      json: { id: server.id, name: server.slug, key: text },
      lines: [`Registered ${server.slug}. Its key is shown once:`, text],
    };
  },
};

const list: Subcommand = {
  usage: "[--json]",
  options: {},
  needs: [],
  async act(ctx) {
    const items = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listServers(ctx.db, { cursor, limit: PAGE }, ctx.now);
      items.push(...page.items);
      cursor = page.next;
    }
    const lines = items.map((item) => `${item.name}  ${item.environment}  ${item.freshness}  ${item.lanes} lanes`);
    return { json: items, lines: lines.length > 0 ? lines : ["No server is registered."] };
  },
};

const key: Subcommand = {
  usage: "--name <name> [--kind service|workstation] [--json]",
  options: { name: { type: "string" }, kind: { type: "string" } },
  needs: ["name"],
  async act(ctx, { name, kind: asked }) {
    const { text, ...minted } = await mintServerKey(ctx.db, ctx.now);
    const { server, kind } = await createServerKey({ ctx, server: String(name), input: { kind: asked }, key: minted });
    return {
      json: { name: server.slug, kind, key: text },
      lines: [`A ${kind} key of ${server.slug}. It is shown once:`, text],
    };
  },
};

/** `server add|key|list`. */
export const run = (args: string[]): Promise<number> => runSubcommand("server", { add, key, list }, args);

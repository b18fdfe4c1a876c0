import { userInfo } from "node:os";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { siteUrl } from "#lib/auth/site.ts";
import type { Database } from "#lib/db/database.ts";
import { env } from "#lib/env.ts";
import type { Context } from "#lib/pipeline/context.ts";
import { refuseSecret } from "#lib/pipeline/refuse-secret.ts";
import { withDatabase } from "./with-database.ts";

type Values = Record<string, string | boolean | undefined>;

/** One thing a command does: what it is told, and what it prints. */
export interface Subcommand {
  usage: string;
  options: ParseArgsOptionsConfig;
  /** Options that must be given. */
  needs: string[];
  /** Returns what `--json` prints, and the same in lines for people. */
  act(ctx: Context, values: Values): Promise<{ json: unknown; lines: string[] }>;
}

/** Runs one of `subcommands`; exit code 2 and the usage where it is used wrongly, errors thrown where it cannot be done. */
export async function runSubcommand(command: string, subcommands: Record<string, Subcommand>, args: string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  const values = subcommand && parse(subcommand, rest);
  if (subcommand === undefined || values === null || values === undefined) {
    const usages = Object.entries(subcommands).map(([each, { usage }]) => `  npm run lanekeeper -- ${command} ${each} ${usage}`);
    process.stderr.write(`Usage:\n${usages.join("\n")}\n`);
    return 2;
  }
  refuseSecret(values, "option");
  const { json, lines } = await withDatabase((db) => subcommand.act(contextOf(db), values));
  process.stdout.write(values.json === true ? `${JSON.stringify(json)}\n` : `${lines.join("\n")}\n`);
  return 0;
}

function parse({ options, needs }: Subcommand, args: string[]): Values | null {
  try {
    const values: Values = parseArgs({ args, options: { ...options, json: { type: "boolean" } } }).values;
    return needs.every((need) => typeof values[need] === "string" && values[need] !== "") ? values : null;
  } catch {
    return null;
  }
}

// Whoever may run a command here may read the database anyway; the audit says which account it was.
const contextOf = (db: Database): Context => ({
  db,
  now: new Date(),
  requestId: "command-line",
  actor: {
    kind: "operator",
    id: "command-line",
    name: `${userInfo().username} (command line)`,
    role: "admin",
    auth: "command_line",
    address: null,
  },
});

/** Where the console is reached, as far as the environment says. */
export const consoleUrl = (): string => siteUrl() ?? `http://localhost:${env().PORT ?? 3_000}`;

/** The value of an option that was given. */
export const given = (values: Values, name: string): string => String(values[name]);

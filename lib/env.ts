import { z } from "zod/mini";

const blankIsUnset = (value: unknown): unknown => (typeof value === "string" && value.trim() === "" ? undefined : value);
const setting = <Schema extends z.ZodMiniType>(schema: Schema) => z.pipe(z.transform(blankIsUnset), z.optional(schema));

const text = z.string().check(z.trim(), z.minLength(1));
const secret = (characters: number) =>
  z.string().check(z.minLength(characters, `must have at least ${characters} characters`), z.maxLength(1024, "is too long"));
const postgresUrl = z
  .string()
  .check(z.regex(/^postgres(ql)?:\/\/\S+$/, "must be an address like postgresql://user@host:5432/database"));
const webUrl = z.url({ protocol: /^https?$/, error: "must be an address like https://lanekeeper.example.com" });
const port = z.pipe(
  z.string().check(z.regex(/^\d{1,5}$/, "must be a whole number between 1 and 65535")),
  z.pipe(z.transform(Number), z.int().check(z.minimum(1, "must be at least 1"), z.maximum(65_535, "must be at most 65535"))),
);
const days = (fewest: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d{1,5}$/, "must be a whole number of days")),
    z.pipe(z.transform(Number), z.int().check(z.minimum(fewest, `must be at least ${fewest}`))),
  );
const addresses = z.pipe(
  z.transform((value) =>
    String(value)
      .split(/[\s,]+/)
      .filter(Boolean),
  ),
  z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must be IP addresses or ranges, separated by commas")),
);

/** Events this old are still accepted, so nothing younger may be retired. */
const ACCEPTED_DAYS = 35;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const environment = z.object({
  /** Unset: an embedded Postgres under `LANEKEEPER_DATA_DIR`. */
  DATABASE_URL: setting(postgresUrl),
  /** For LISTEN, jobs and migrations where `DATABASE_URL` is a PgBouncer. */
  DATABASE_DIRECT_URL: setting(postgresUrl),
  LANEKEEPER_DATA_DIR: z._default(setting(text), ".data"),
  HOST: z._default(setting(text), "127.0.0.1"),
  /** Unset: 3000, or the next free one. */
  PORT: setting(port),
  /** The public address; unset: `http://<HOST>:<PORT>`. */
  LANEKEEPER_URL: setting(webUrl),
  LANEKEEPER_TRUSTED_PROXIES: z._default(setting(addresses), []),
  LANEKEEPER_DEADMAN_URL: setting(webUrl),
  NEXTAUTH_URL: setting(webUrl),
  NEXTAUTH_SECRET: setting(secret(32)),
  /** Seals the installation's fingerprint key; unset: derived from `NEXTAUTH_SECRET`. */
  LANEKEEPER_SECRET_KEY: setting(secret(32)),
  LANEKEEPER_ADMIN_EMAIL: setting(z.email("must be an e-mail address")),
  LANEKEEPER_ADMIN_PASSWORD: setting(secret(12)),
  LANEKEEPER_BOOTSTRAP_TOKEN: setting(secret(20)),
  /** How long lifecycle events are kept. */
  LANEKEEPER_HISTORY_DAYS: z._default(setting(days(ACCEPTED_DAYS + 1)), 400),
  /** How long usage is kept; whatever is still accepted is kept anyway. */
  LANEKEEPER_USAGE_DAYS: z._default(setting(days(ACCEPTED_DAYS)), ACCEPTED_DAYS),
  LANEKEEPER_LOG_LEVEL: z._default(setting(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`)), "info"),
  /** The browser that tests drive. */
  LANEKEEPER_CHROMIUM: setting(text),
  /** A Postgres that may create databases for tests; unset: an embedded one in a temporary folder. */
  LANEKEEPER_TEST_DATABASE_URL: setting(postgresUrl),
  NODE_ENV: setting(z.enum(["development", "production", "test"])),
});

export type Environment = z.infer<typeof environment>;

/** Says which variables are wrong and how, never what they hold: a value may be a secret. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/** Reads settings out of `source`. Throws `EnvironmentError` with every offending variable's name. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const parsed = environment.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`).join("\n"));
}

let current: Environment | undefined;

/** The settings of this process, read at the first call. */
export function env(): Environment {
  current ??= parseEnvironment(process.env);
  return current;
}

/** Sets variables that are unset, for this process and what it starts. */
export function provideDefaults(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) process.env[name] ||= value;
  current = undefined;
}

/** This process's environment for a child process, with some variables replaced; `undefined` removes one. */
export function childEnvironment(overrides: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...overrides };
}

/** The folders in which this process looks for programs. */
export const searchPath = (): string => process.env.PATH ?? "";

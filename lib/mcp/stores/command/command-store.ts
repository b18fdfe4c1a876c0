import { type CredentialShape, parseCredential } from "../credential-text.ts";
import { pollChanges } from "../poll-changes.ts";
import { scrubSecrets } from "../scrub-secrets.ts";
import { shareFlight } from "../share-flight.ts";
import type { Store, StoreVersion } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { type CommandOutcome, type CommandRun, runCommand } from "./run-command.ts";

export interface CommandStoreOptions
  extends CredentialShape,
    Partial<Pick<CommandRun, "env" | "cwd" | "timeoutMs" | "maxBytes">> {
  /** Program and arguments, e.g. `["op", "read", "op://prod/github/token"]`. No shell reads them. */
  command: readonly [string, ...string[]];
  /** Shown to operators in place of the program's name, since arguments may hold what nobody should see. */
  reference?: string;
  /** How often the command runs while the lane is watched; default once a minute. */
  pollMs?: number;
}

/** What a command prints: the bare secret, or JSON like a file's. An empty output is an empty store; its output is never logged. */
export function commandStore(options: CommandStoreOptions): Store {
  const { command, env, cwd, timeoutMs = 8_000, maxBytes = 65_536, pollMs = 60_000 } = options;
  const run: CommandRun = { command, timeoutMs, maxBytes, ...(env ? { env } : {}), ...(cwd ? { cwd } : {}) };
  let last = "";
  const read = shareFlight(async () => {
    const version = understand(await runCommand(run), options, last);
    last = version?.secret ?? last;
    return version;
  });
  return {
    type: "command",
    reference: options.reference ?? command[0],
    read,
    watch: (onChange) => pollChanges(read, pollMs, onChange),
  };
}

function understand(outcome: CommandOutcome, shape: CredentialShape, last: string): StoreVersion | null {
  const { code, signal, stdout, stderr } = outcome;
  if (code !== 0) {
    const end = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    const said = scrubSecrets(stderr, [last, stdout.trim(), ...stdout.split(/["\s]+/)]);
    throw new StoreError("rejected", `The command ${end}${said === "" ? "" : `: ${said}`}`);
  }
  if (stdout.trim() === "") return null;
  try {
    return parseCredential(stdout, shape);
  } catch (error) {
    if (error instanceof StoreError)
      throw new StoreError("invalid", `The output of the command cannot be used. ${error.message}`);
    throw error;
  }
}

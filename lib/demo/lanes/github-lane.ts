import type { GitHubSimulator } from "../upstream/github/github.ts";
import { type GitHubKey, type GitHubKeyKind, isAlive } from "../upstream/github/key.ts";
import { readStoreVersion, writeStore } from "../write-store.ts";
import { type CredentialState, type DemoLane, inUse, type LaneAction } from "./demo-lane.ts";

export type GitHubLaneOptions = {
  name: string;
  github: GitHubSimulator;
  storePath: string;
  kind: GitHubKeyKind;
  login: string;
  grants: readonly string[];
  /** What is left of the grants once the scope is narrowed. */
  narrowed: readonly string[];
  firstKeyS: number;
  nextKeyS: number;
};
type Issued = { version: number; key: GitHubKey };

const RATE_LIMIT_S = 30;

/** A lane on a static GitHub key in a file store. Puts the first key into the store. */
export async function createGitHubLane(options: GitHubLaneOptions): Promise<DemoLane> {
  const issued: Issued[] = [];
  let version = await readStoreVersion(options.storePath);

  async function putNewKey(lifetimeS: number): Promise<void> {
    const now = Date.now();
    const expiresAt = new Date(now + lifetimeS * 1_000);
    const { kind, login, grants } = options;
    const key = options.github.issueKey({ kind, login, grants, expiresAt });
    version += 1;
    issued.unshift({ version, key });
    await writeStore(options.storePath, {
      version: String(version),
      secret: key.secret,
      issued_at: new Date(now).toISOString(),
      expires_at: expiresAt.toISOString(),
      scopes: grants,
    });
  }

  await putNewKey(options.firstKeyS);
  return {
    name: options.name,
    server: "github-tools",
    provider: "github",
    credentials: () => issued.map(describe),
    actions: actionsOf(options, () => inUse(issued.map(({ key }) => key)), putNewKey),
  };
}

function describe({ version, key }: Issued): CredentialState {
  const limited = key.rateLimit && key.rateLimit.until > new Date() ? [`rate limited (${key.rateLimit.kind})`] : [];
  return {
    version,
    kind: key.kind,
    status: key.revoked ? "revoked" : isAlive(key, new Date()) ? "alive" : "expired",
    scopes: key.grants,
    expiresAt: key.expiresAt,
    lastUsedAt: key.lastUsedAt,
    troubles: limited,
  };
}

function actionsOf(
  options: GitHubLaneOptions,
  current: () => GitHubKey,
  putNewKey: (lifetimeS: number) => Promise<void>,
): LaneAction[] {
  return [
    {
      name: "new-key",
      label: "Put a new key in the store",
      says: "Nothing changes at the server yet: the Rotate sheet now offers the new version. A dead lane adopts it by itself.",
      run: ({ lifetimeS = options.nextKeyS }) => putNewKey(lifetimeS),
    },
    {
      name: "revoke",
      label: "Revoke",
      says: "The next call gets 401 Bad credentials long before the known expiry: revoked, contained, and the client reads credential_revoked. The neighbour lane keeps answering.",
      run: () => {
        current().revoked = true;
      },
    },
    {
      name: "expire",
      label: "End it early",
      says: "GitHub answers an expired key exactly as a revoked one, and Lanekeeper knew a later expiry: it will say revoked, inferred.",
      run: () => {
        current().expiresAt = new Date();
      },
    },
    {
      name: "narrow",
      label: "Narrow the scope",
      says: `Only ${options.narrowed.join(", ") || "no scope"} is left: calls that need more get scope_insufficient with the scope that is missing.`,
      run: () => {
        current().grants = options.narrowed;
      },
    },
    {
      name: "restore",
      label: "Restore the scope",
      says: "The key can do again what its routes need.",
      run: () => {
        current().grants = options.grants;
      },
    },
    {
      name: "rate-limit",
      label: "Rate-limit for 30 s",
      says: "GitHub answers with its secondary limit and retry-after: rate_limited, with the time to try again. The credential is fine.",
      run: ({ seconds = RATE_LIMIT_S }) => {
        current().rateLimit = { kind: "secondary", until: new Date(Date.now() + seconds * 1_000) };
      },
    },
    {
      name: "heal",
      label: "Heal",
      says: "Ends the rate limit now.",
      run: () => {
        current().rateLimit = null;
      },
    },
  ];
}

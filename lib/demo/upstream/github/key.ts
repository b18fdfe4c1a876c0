import { randomText } from "../random-text.ts";

/** Classic personal access token, fine-grained one, installation token of an app. */
export type GitHubKeyKind = "classic" | "fine_grained" | "installation";
export type GitHubRateLimit = { kind: "primary" | "secondary"; until: Date };

/** A key that the simulator has issued, with everything that may happen to it. */
export type GitHubKey = {
  readonly secret: string;
  readonly kind: GitHubKeyKind;
  readonly login: string;
  /** Scopes (`repo`) of a classic key, permissions (`issues=write`) of the others. */
  grants: readonly string[];
  expiresAt: Date | null;
  revoked: boolean;
  rateLimit: GitHubRateLimit | null;
  lastUsedAt: Date | null;
};

const SECRET: Record<GitHubKeyKind, () => string> = {
  classic: () => `ghp_${randomText(36)}`,
  fine_grained: () => `github_pat_${randomText(22)}_${randomText(59)}`,
  installation: () => `ghs_${randomText(36)}`,
};

export type GitHubKeyRequest = Pick<GitHubKey, "kind" | "login" | "grants" | "expiresAt">;

/** Makes a key as GitHub does: the prefix tells the kind. */
export function issueGitHubKey(request: GitHubKeyRequest): GitHubKey {
  return { ...request, secret: SECRET[request.kind](), revoked: false, rateLimit: null, lastUsedAt: null };
}

/** Whether GitHub still takes the key: an expired one is a revoked one, by its own words. */
export function isAlive(key: GitHubKey, now: Date): boolean {
  return !key.revoked && (key.expiresAt === null || now < key.expiresAt);
}

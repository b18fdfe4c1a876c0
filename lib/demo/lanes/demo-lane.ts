/** One credential of a lane as its provider sees it. Never the secret. */
export type CredentialState = {
  version: number;
  kind: string;
  status: "alive" | "expired" | "revoked";
  scopes: readonly string[];
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  /** What the provider does to it for now, in words. */
  troubles: readonly string[];
};

/** `lifetimeS` of a new key, `times` a refresh fails, `seconds` a rate limit holds; each action reads its own. */
export type ActionOptions = { lifetimeS?: number; times?: number; seconds?: number };

/** Something a visitor can do to a lane's credential, and what Lanekeeper will then show. */
export type LaneAction = { name: string; label: string; says: string; run(options: ActionOptions): void | Promise<void> };

/** The provider's side of one lane: what it has issued, and what may happen to it. */
export type DemoLane = {
  name: string;
  server: string;
  provider: string;
  /** Newest first. */
  credentials(): CredentialState[];
  actions: readonly LaneAction[];
};

/** The credential that the provider last took, else the newest: the one that an action is about. */
export function inUse<T extends { lastUsedAt: Date | null }>(newestFirst: readonly T[]): T {
  const [newest, ...older] = newestFirst;
  if (!newest) throw new Error("no credential was issued yet");
  return older.reduce(
    (best, next) => ((next.lastUsedAt?.getTime() ?? 0) > (best.lastUsedAt?.getTime() ?? 0) ? next : best),
    newest,
  );
}

const FRESH_MS = 60_000;

/** Whether "last used" is worth a write: a busy key would else update its row with every request. */
export const isUseStale = (lastUsedAt: Date | null, now: Date): boolean =>
  lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > FRESH_MS;

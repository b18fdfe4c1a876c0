import type { Target } from "#lib/domain/command/target.ts";
import { isOpen, timesOutAt } from "#lib/domain/command/target.ts";

/** A replica that crashed says nothing: what waits for it is looked at this often, to see whether it is gone. */
const LOOK_FOR_GONE_MS = 15_000;

/** The next instant at which the clock alone may change something of a command; null where it cannot. */
export function nextLook(expiresAt: Date | null, targets: readonly Target[], now: Date): Date | null {
  const isQueued = targets.length === 0 || targets.some(({ status }) => status === "queued");
  const instants = [
    ...targets.flatMap((target) => timesOutAt(target) ?? []),
    ...(isQueued && expiresAt ? [expiresAt.getTime()] : []),
    ...(targets.some(({ status }) => isOpen(status)) ? [now.getTime() + LOOK_FOR_GONE_MS] : []),
  ];
  return instants.length > 0 ? new Date(Math.max(Math.min(...instants), now.getTime() + 100)) : null;
}

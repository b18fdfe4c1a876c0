import type { Target } from "#lib/domain/command/target.ts";
import { isOpen, timesOutAt } from "#lib/domain/command/target.ts";
import type { CommandKind } from "#lib/domain/vocabulary.ts";

/** A replica that crashed says nothing: what waits for it is looked at this often, to see whether it is gone. */
const LOOK_FOR_GONE_MS = 15_000;

interface Looked {
  kind: CommandKind;
  expiresAt: Date | null;
}

/** The next instant at which the clock alone may change something of a command; null where it cannot. */
export function nextLook({ kind, expiresAt }: Looked, targets: readonly Target[], now: Date): Date | null {
  const mayExpire = kind === "probe" || targets.length === 0 || targets.some(({ status }) => status === "queued");
  const instants = [
    ...targets.flatMap((target) => timesOutAt(target) ?? []),
    ...(mayExpire && expiresAt ? [expiresAt.getTime()] : []),
    ...(targets.some(({ status }) => isOpen(status)) ? [now.getTime() + LOOK_FOR_GONE_MS] : []),
  ];
  return instants.length > 0 ? new Date(Math.max(Math.min(...instants), now.getTime() + 100)) : null;
}

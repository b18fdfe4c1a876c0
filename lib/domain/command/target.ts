import { type Instant, MINUTE, SECOND } from "../clock/instant.ts";
import { COMMAND_STATUSES, type CommandKind, type CommandStatus } from "../vocabulary.ts";

/** What one replica made of a command, or of one phase of it. */
export interface Target {
  status: CommandStatus;
  queuedAt: Instant;
  deliveredAt: Instant | null;
  acknowledgedAt: Instant | null;
  finishedAt: Instant | null;
}

/** Without an acknowledgement this long after delivery, the state is unknown. */
export const ACKNOWLEDGE_WITHIN_MS = 30 * SECOND;
/** Without an outcome this long after the acknowledgement, the state is unknown. */
const FINISH_WITHIN_MS = 120 * SECOND;
/** How long a replica may hold the preparing of a candidate before it is handed on. */
export const LEASE_MS = ACKNOWLEDGE_WITHIN_MS + FINISH_WITHIN_MS;
/** A command that nobody fetched is dropped rather than run hours later; desired state never is. */
export const COMMAND_LIFE_MS = 15 * MINUTE;

/** Whether a kind is desired state, which every replica obeys whenever it comes, rather than something asked of some. */
export const isDesired = (kind: CommandKind): boolean => kind === "pause" || kind === "resume";

const OPEN: ReadonlySet<CommandStatus> = new Set(["queued", "delivered", "acknowledged", "timed_out"]);
/** Whether something may still happen: an answer after a time-out corrects it. */
export const isOpen = (status: CommandStatus): boolean => OPEN.has(status);

/** The command's status: its worst target that is not `gone`; `none` where no target counts. */
export function worstStatus<T extends CommandStatus>(statuses: readonly CommandStatus[], none: T): CommandStatus {
  const counting = statuses.filter((status) => status !== "gone");
  if (counting.length === 0) return none;
  return counting.reduce((worst, status) =>
    COMMAND_STATUSES.indexOf(status) > COMMAND_STATUSES.indexOf(worst) ? status : worst,
  );
}

/** When a target's status changes by the clock alone; null where it does not. */
export function timesOutAt({ status, deliveredAt, acknowledgedAt }: Target): Instant | null {
  if (status === "delivered" && deliveredAt !== null) return deliveredAt + ACKNOWLEDGE_WITHIN_MS;
  if (status === "acknowledged" && acknowledgedAt !== null) return acknowledgedAt + FINISH_WITHIN_MS;
  return null;
}

/** The status a target has at `now`, given when the whole command expires. */
export function statusAt(target: Target, expiresAt: Instant | null, now: Instant): CommandStatus {
  if (target.status === "queued" && expiresAt !== null && now >= expiresAt) return "expired";
  const timeOut = timesOutAt(target);
  return timeOut !== null && now >= timeOut ? "timed_out" : target.status;
}

/** The status after a replica's word; null where the word comes too late to mean anything. */
export function statusAfterAck(status: CommandStatus, said: "acknowledged" | "succeeded" | "failed"): CommandStatus | null {
  // A replica that was taken for gone and answers is not gone.
  if (!isOpen(status) && status !== "gone") return null;
  return said === "acknowledged" && status === "acknowledged" ? null : said;
}

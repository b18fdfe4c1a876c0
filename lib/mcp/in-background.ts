import { messageOf } from "./emitter.ts";
import type { Logger } from "./options.ts";

/** Lets work go on by itself: whatever it throws is logged, since an unhandled rejection would end the host. */
export function inBackground(work: Promise<unknown>, logger: Logger): void {
  work.catch((error: unknown) => logger.error("Work in the background failed", { error: messageOf(error) }));
}

import { messageOf } from "../emitter.ts";
import type { Generation } from "../lane/generation.ts";
import type { Lane } from "../lane/lane.ts";
import { StoreError } from "../stores/store-error.ts";
import { withTimeLimit } from "../time-limit.ts";

const LIMIT_MS = 10_000;

/** The version that a lane's store puts aside to be tried, as a generation; null where there is none, or it cannot be read. */
export async function readCandidate({ options, services, succession }: Lane): Promise<Generation | null> {
  try {
    const stored = await withTimeLimit(options.store.candidate?.() ?? Promise.resolve(null), LIMIT_MS);
    return stored && succession.holdings.generationOf(stored, services.fingerprint(stored.identity ?? stored.secret));
  } catch (error) {
    services.logger.warn("A candidate could not be read", { lane: options.name, error: messageOf(error) });
    return null;
  }
}

/** Makes a proven candidate the newest version of its store. Returns why that failed, or null. */
export async function promoteCandidate({ options, services, succession }: Lane, candidate: Generation): Promise<string | null> {
  try {
    await withTimeLimit(options.store.promote?.(candidate.stored) ?? Promise.resolve(), LIMIT_MS);
  } catch (error) {
    services.logger.warn("A candidate could not be promoted", { lane: options.name, error: messageOf(error) });
    return error instanceof StoreError ? error.message : "the store did not make it the newest version";
  }
  const reading = await succession.holdings.read();
  if (!reading.ok) return reading.reason;
  return reading.fingerprint === candidate.fingerprint ? null : "the store shows another version than the promoted one";
}

import { messageOf } from "../emitter.ts";
import type { Generation } from "../lane/generation.ts";
import type { Answer } from "./acknowledger.ts";

/** A replica is given two minutes before its state counts as unknown. */
export const HOOK_LIMIT_MS = 60_000;

/** What one phase of a command came to. */
export type PhaseResult = Omit<Answer, "phase">;

export const failed = (code: string, detail: string): PhaseResult => ({ status: "failed", code, detail: detail.slice(0, 500) });

export const succeeded = ({ number, fingerprint }: Generation): PhaseResult => ({
  status: "succeeded",
  generation: { number, fingerprint },
});

/** What a hook says of its failure, without the credential that it was given. */
export const messageWithout = (secrets: readonly string[], error: unknown): string =>
  secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "(the credential)"), messageOf(error));

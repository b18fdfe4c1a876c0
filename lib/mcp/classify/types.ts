import type { Certainty, Outcome } from "../../domain/vocabulary.ts";
import type { Reason } from "./reasons.ts";

/** Header names in any case; a name that was sent several times may hold a list. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>> | Headers;

/**
 * A provider's answer, ready to be judged. `body` is parsed JSON, or its text or bytes, or null.
 * `provider` is a name as people write it: `github`, `GitHub`, `api.github.com`, `google-drive`; an unknown one is judged by the standards.
 */
export interface ProviderResponse {
  provider: string;
  endpoint: "api" | "token";
  status: number;
  headers: AnswerHeaders;
  body: unknown;
}

/** What is known of the credential that was sent. */
export interface Knowledge {
  now: Date;
  expiresAt?: Date | "never" | null;
  /** The same fingerprint was accepted earlier. */
  succeededBefore?: boolean;
  /** Seconds since the credential was issued or first seen. */
  ageS?: number;
}

/** `confirmed` only where the provider's own code says exactly this outcome. Holds no word of the body but names of scopes. */
export interface AuthVerdict {
  readonly outcome: Outcome;
  readonly certainty: Certainty;
  readonly reason?: Reason;
  /** All of them are needed, unless the reason is `any_of`. */
  readonly neededScopes?: string[];
  readonly retryAfterS?: number;
}

import type { Certainty, Outcome } from "../../domain/vocabulary.ts";

/** A provider's answer, ready to be judged. Header names in any case; `body` is parsed JSON, or text, or null. */
export interface ProviderResponse {
  provider: string;
  endpoint: "api" | "token";
  status: number;
  headers: Readonly<Record<string, string | undefined>> | Headers;
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

export interface AuthVerdict {
  outcome: Outcome;
  certainty: Certainty;
  reason?: string;
  neededScopes?: string[];
  retryAfterS?: number;
}

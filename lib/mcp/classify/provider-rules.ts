import type { Rule } from "./rules.ts";

/** What is known of one provider; what it leaves open, the standards answer. */
export interface ProviderRules {
  /** Words by which people name it, in lower case. */
  names: readonly string[];
  /** What headers alone tell, also beside a page made for people. */
  headers?: Rule;
  /** Refusals, from status 400 on. */
  rule: Rule;
  /** Refusals that come with a status of success. */
  inSuccess?: Rule;
  /** Any successful answer may be a refusal, so that each body has to be read. */
  failsInSuccess?: true;
  /** Answers of its token endpoint that are not about a grant. */
  token?: Rule;
}

import type { ProviderRules } from "../provider-rules.ts";
import { byPhrase, firstOf, type Rule } from "../rules.ts";
import { QUOTA, USER_PERMISSION } from "../verdicts.ts";

/** A gated model wants its terms accepted by the account, which no token changes. */
const byGate: Rule = (answer, knowledge) =>
  answer.header("x-error-code") === "GatedRepo" ? USER_PERMISSION(answer, knowledge) : undefined;

export const huggingface: ProviderRules = {
  names: ["huggingface", "hf"],
  rule: firstOf(
    byGate,
    byPhrase(
      [QUOTA, "monthly included credits"],
      [USER_PERMISSION, "access to model | sufficient permissions | not in the authorized list"],
    ),
  ),
};

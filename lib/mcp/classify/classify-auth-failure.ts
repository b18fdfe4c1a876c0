import { type Answer, readAnswer } from "./answer.ts";
import { genericVerdict } from "./generic.ts";
import { githubMintVerdict, githubVerdict } from "./github.ts";
import { hubspotVerdict } from "./hubspot.ts";
import { tokenEndpointVerdict } from "./token-endpoint.ts";
import type { AuthVerdict, Knowledge, ProviderResponse } from "./types.ts";

type Rule = (answer: Answer, knowledge: Knowledge) => AuthVerdict | null;

const API_RULES: Readonly<Record<string, Rule>> = { github: githubVerdict, hubspot: hubspotVerdict };

/**
 * What a provider's answer says about the credential that was sent, or null where it is not a credential problem.
 * Pure: the same answer and knowledge give the same verdict. A bare 404 is never an auth outcome, and neither is a 5xx without an
 * OAuth error code.
 */
export function classifyAuthFailure(response: ProviderResponse, knowledge: Knowledge): AuthVerdict | null {
  const answer = readAnswer(response);
  if (answer.endpoint === "token") {
    const minted = answer.provider === "github" ? githubMintVerdict(answer) : null;
    return minted ?? tokenEndpointVerdict(answer, knowledge);
  }
  if (answer.status >= 500) return null;
  const rule = API_RULES[answer.provider] ?? genericVerdict;
  return rule(answer, knowledge);
}

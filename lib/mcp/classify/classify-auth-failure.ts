import { type Answer, readAnswer } from "./answer.ts";
import { byHeaders, byStandards } from "./generic.ts";
import { byGraphqlError } from "./graphql.ts";
import { isFirewall } from "./is-firewall.ts";
import { providerLike, providerNamed } from "./providers.ts";
import type { Judgement } from "./rules.ts";
import { tokenEndpointVerdict } from "./token-endpoint.ts";
import type { AuthVerdict, Knowledge, ProviderResponse } from "./types.ts";

const NOTHING_KNOWN: Knowledge = Object.freeze({ now: new Date(Number.NaN) });

/**
 * What a provider's answer says about the credential that was sent, or null where it is not a credential problem.
 * Pure: the same answer and knowledge give the same verdict. Never throws; an answer that cannot be read says nothing.
 * A bare 404 and a page made for people are never an auth outcome, and neither is a 5xx without an auth code.
 */
export function classifyAuthFailure(response: ProviderResponse, knowledge: Knowledge): AuthVerdict | null {
  try {
    const answer = readAnswer(response);
    const known = knowledge ?? NOTHING_KNOWN;
    return (answer.endpoint === "token" ? ofTokenEndpoint(answer, known) : ofApi(answer, known)) ?? null;
  } catch {
    // A getter of somebody else's object may throw whatever it likes.
    return null;
  }
}

function ofTokenEndpoint(answer: Answer, knowledge: Knowledge): Judgement {
  const provider = providerNamed(answer.provider);
  const special = provider?.token?.(answer, knowledge);
  return special === undefined ? tokenEndpointVerdict(answer, knowledge) : special;
}

function ofApi(answer: Answer, knowledge: Knowledge): Judgement {
  const provider = providerNamed(answer.provider) ?? providerLike(answer);
  if (answer.status < 400) return ofSuccess(answer, knowledge, provider);
  if (isFirewall(answer)) return null;
  const told = provider?.headers?.(answer, knowledge);
  if (told !== undefined) return told;
  if (answer.isPage) return byHeaders(answer, knowledge);
  const judgement = provider?.rule(answer, knowledge);
  return judgement === undefined ? byStandards(answer, knowledge) : judgement;
}

/** Slack and GraphQL refuse with a status of success. */
function ofSuccess(answer: Answer, knowledge: Knowledge, provider: ReturnType<typeof providerNamed>): Judgement {
  if (answer.status < 200 || answer.status >= 300) return null;
  const judgement = provider?.inSuccess?.(answer, knowledge);
  return judgement === undefined ? byGraphqlError(answer, knowledge) : judgement;
}

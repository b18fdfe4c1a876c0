import type { Evidence } from "../../../contract/primitives.ts";
import { classifyAuthFailure } from "../../classify/classify-auth-failure.ts";
import { evidenceOf } from "../../classify/evidence-of.ts";
import type { AuthVerdict, Knowledge } from "../../classify/types.ts";
import { bodiesIn } from "./failure-bodies.ts";
import { type Indication, indicationsIn } from "./failure-texts.ts";

/** Refusals are short; what is longer is somebody's data. */
const LONGEST = 64 * 1_024;

export interface RecognisedFailure {
  verdict: AuthVerdict;
  evidence: Evidence;
}

/**
 * What the texts of a failed result say about the credential, or null. A provider's body among them is judged as the provider's own
 * answer; a sentence about it is never more than an inference. Pure.
 */
export function recogniseFailure(texts: readonly string[], provider: string, knowledge: Knowledge): RecognisedFailure | null {
  const short = texts.filter((text) => text.length <= LONGEST);
  const indications: Indication[] = [...short.flatMap(bodiesIn), ...short.flatMap(indicationsIn)];
  const failures = indications.flatMap(({ isStated, ...indication }): RecognisedFailure[] => {
    const response = { ...indication, provider, headers: {} };
    const verdict = classifyAuthFailure(response, knowledge);
    if (!verdict) return [];
    return [{ verdict: isStated ? verdict : { ...verdict, certainty: "inferred" }, evidence: evidenceOf(response) }];
  });
  return failures.find(({ verdict }) => verdict.certainty === "confirmed") ?? failures[0] ?? null;
}

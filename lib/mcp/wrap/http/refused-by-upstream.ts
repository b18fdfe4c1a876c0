import type { IncomingMessage } from "node:http";
import { classifyAuthFailure } from "../../classify/classify-auth-failure.ts";
import { evidenceOf } from "../../classify/evidence-of.ts";
import { knowledgeOf } from "../../lane/preflight.ts";
import { judgeFailure } from "../gate/judge-failure.ts";
import type { RecognisedFailure } from "../gate/recognise-failure.ts";
import { refusalAnswer } from "../gate/refusal-answer.ts";
import type { Carrier } from "./carriers.ts";
import type { Onward } from "./prepare-post.ts";

const REFUSALS: readonly number[] = [401, 403, 429];
const UNAUTHORIZED = 401;

export const mayBeRefusal = ({ statusCode = 0 }: IncomingMessage): boolean => REFUSALS.includes(statusCode);

/** What a refusal of the server's says about the credential that came with the request; null where it says nothing. */
export function failureOf(answer: IncomingMessage, body: Buffer, { lane, generation }: Carrier): RecognisedFailure | null {
  const { provider } = lane.options;
  const { statusCode: status = 0, headers } = answer;
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const response = { provider, endpoint: "api" as const, status, headers: flat, body: body.toString("utf8") };
  const verdict = classifyAuthFailure(response, knowledgeOf(generation, lane.services.now()));
  const unclassified = { outcome: "auth_unclassified", certainty: "inferred" } as const;
  const said = verdict ?? (status === UNAUTHORIZED ? unclassified : null);
  return said && { verdict: said, evidence: evidenceOf(response) };
}

/** The typed answers to requests that the server refused as a whole: none of them was carried out. */
export async function answersTo(
  { asked }: Onward,
  failure: RecognisedFailure,
  carrier: Carrier,
): Promise<{ answers: string[]; mended: boolean }> {
  const called = await Promise.all(asked.map(({ call }) => call?.refused(failure, false) ?? null));
  const tool = asked[0]?.asked.method ?? "session";
  const isRest = asked.length === 0 || called.includes(null);
  const rest = isRest ? await judgeFailure({ ...carrier, tool }, failure, false) : null;
  const answers = asked.flatMap(
    ({ asked: one }, place) => called[place]?.answer ?? (rest ? [refusalAnswer(one, rest.error)] : []),
  );
  return { answers, mended: [...called, rest].some((judged) => judged?.mended) };
}

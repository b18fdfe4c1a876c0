import type { LaneRefusal } from "../../../contract/refusal.ts";
import type { CallResult } from "../../../domain/vocabulary.ts";
import type { Generation } from "../../lane/generation.ts";
import type { Lane } from "../../lane/lane.ts";
import type { LaneLease } from "../../lane/lease.ts";
import { knowledgeOf } from "../../lane/preflight.ts";
import type { Answer } from "../wire/message.ts";
import { failureTextsOf, textsOfResult } from "./failure-texts-of.ts";
import { judgeFailure } from "./judge-failure.ts";
import { isUnproven, noteAccepted } from "./note-accepted.ts";
import type { RecognisedFailure } from "./recognise-failure.ts";
import { recogniseFailure } from "./recognise-failure.ts";
import { type Asked, refusalAnswer } from "./refusal-answer.ts";

/** One request that a lane let through, until its answer or its end. */
export class LaneCall {
  readonly lane: Lane;
  readonly generation: Generation;
  /** The access token that served when it began. */
  readonly lease: LaneLease | null;
  readonly #tool: string;
  readonly #asked: Asked;
  readonly #startedMs = performance.now();
  #isOver = false;

  constructor(lane: Lane, generation: Generation, tool: string, asked: Asked) {
    this.lane = lane;
    this.generation = generation;
    this.lease = generation.leases?.lease ?? null;
    this.#tool = tool;
    this.#asked = asked;
    generation.inFlight += 1;
  }

  /** Takes the server's answer to the books. What to send in its place where it tells of a credential failure, else null. */
  answered(bytes: Buffer, answer: Answer): Promise<string> | null {
    const texts = failureTextsOf(bytes, answer);
    if (texts === null) {
      this.#finish("ok", false);
      this.#noteProof(bytes, answer);
      return null;
    }
    const { lane, generation } = this;
    const knowledge = knowledgeOf(generation, lane.services.now());
    const failure = recogniseFailure(texts, lane.options.provider, knowledge);
    if (failure) return this.refused(failure, "unknown").then(({ answer: refusal }) => refusal);
    this.#finish("tool_error", "unknown");
    return null;
  }

  /** The provider refused it: what that means for the lane, and the answer that says so. */
  async refused(
    failure: RecognisedFailure,
    performed: Exclude<LaneRefusal["performed"], true>,
  ): Promise<{ answer: string; mended: boolean }> {
    const { lane, generation, lease } = this;
    this.#finish(failure.verdict.outcome === "rate_limited" ? "rate_limited" : "auth", performed);
    const { error, mended } = await judgeFailure({ lane, generation, lease, tool: this.#tool }, failure, performed);
    return { mended, answer: refusalAnswer(this.#asked, error) };
  }

  /** It will get no answer: cancelled, or lost with its server. */
  lost(result: Extract<CallResult, "tool_error" | "upstream_error"> = "tool_error"): void {
    this.#finish(result, "unknown");
  }

  /** A tool that the credential powers did its work. A failure told as a success proves nothing. */
  #noteProof(bytes: Buffer, { result }: Answer): void {
    const { lane, generation } = this;
    if (!isUnproven(generation) || !result || !lane.route(this.#tool)) return;
    const texts = textsOfResult(bytes, result);
    const knowledge = knowledgeOf(generation, lane.services.now());
    if (!recogniseFailure(texts, lane.options.provider, knowledge)) noteAccepted(lane, generation);
  }

  #finish(result: CallResult, performed: Exclude<LaneRefusal["performed"], true>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { lane, generation } = this;
    generation.inFlight -= 1;
    lane.ledger.finished({
      generation: generation.number,
      route: lane.routeName(this.#tool),
      sideEffect: lane.route(this.#tool)?.side_effect ?? "read",
      result,
      durationMs: performance.now() - this.#startedMs,
      performed,
    });
  }
}

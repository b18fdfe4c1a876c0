import type { LaneCall } from "../gate/lane-call.ts";
import type { Asked } from "../gate/refusal-answer.ts";
import { askedOf, type RequestGate } from "../gate/request-gate.ts";
import { asBatch } from "../wire/as-batch.ts";
import { type Message, partsOf, readMessage } from "../wire/message.ts";
import type { AwaitedById } from "./open-calls.ts";

/** What of a client's request goes on to the server, and what is answered here. */
export interface Onward {
  /** Null where nothing is left to be sent. */
  body: Buffer | null;
  isBatch: boolean;
  /** Requests among what goes on. */
  asked: { asked: Asked; call: LaneCall | null }[];
  /** Those whose answers are to be looked at. */
  awaited: AwaitedById;
  /** Answers to what was refused. */
  own: string[];
}

/** Asks the lanes behind the requests of one POST. What no lane refuses goes on as the bytes that came. */
export async function preparePost(body: Buffer, gate: RequestGate): Promise<Onward> {
  const message = readMessage(body);
  const onward: Onward = { body, isBatch: message.kind === "batch", asked: [], awaited: new Map(), own: [] };
  const kept: Message[] = [];
  for (const part of partsOf(message)) {
    const passage = part.kind === "request" ? await gate.ask(body, part) : null;
    if (passage?.kind === "refused") {
      onward.own.push(passage.answer);
      continue;
    }
    kept.push(part);
    if (part.kind !== "request") continue;
    const call = passage?.kind === "let_through" ? passage.call : null;
    onward.asked.push({ asked: askedOf(body, part, false), call });
    if (call || part.method === "tools/list") onward.awaited.set(part.id.key, { method: part.method, call });
  }
  if (onward.own.length === 0) return onward;
  const parts = kept.map(({ span }) => body.subarray(span.start, span.end));
  return { ...onward, body: parts.length > 0 ? asBatch(parts) : null };
}

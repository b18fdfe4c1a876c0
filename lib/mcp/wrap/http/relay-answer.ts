import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import { asBatch } from "../wire/as-batch.ts";
import { readMessage } from "../wire/message.ts";
import { answerHeaders } from "./headers.ts";
import { lookAtAnswers } from "./look-at-answers.ts";
import type { AwaitedById } from "./open-calls.ts";
import { asEvent, dataOf, withData } from "./sse-event.ts";
import { SseSplitter } from "./sse-splitter.ts";
import { readBody } from "./upstream.ts";

interface Relayed {
  answer: IncomingMessage;
  response: ServerResponse;
  /** Requests whose answers are to be looked at. Those that came are taken out. */
  awaited: AwaitedById;
  /** Answers of the wrapper's own that belong to the same request. */
  own: readonly string[];
  tools: ToolCatalogue;
}

export const isEventStream = ({ headers }: IncomingMessage): boolean =>
  headers["content-type"]?.startsWith("text/event-stream") === true;

/** Sends a server's answer to the client as it comes. Rejects where either side breaks off. */
export async function relayAnswer(relayed: Relayed): Promise<void> {
  const { answer, response, awaited, own } = relayed;
  response.sendDate = false;
  if (isEventStream(answer)) return relayEvents(relayed);
  if (awaited.size > 0 || own.length > 0) return relayBody(relayed);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answerHeaders(answer.rawHeaders));
  await pipeline(answer, response);
}

async function relayEvents({ answer, response, awaited, own, tools }: Relayed): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answerHeaders(answer.rawHeaders, ["content-length"]));
  response.flushHeaders();
  const splitter = new SseSplitter();
  const look = (event: Buffer): Buffer | Promise<Buffer> => {
    const data = awaited.size > 0 ? dataOf(event) : null;
    const altered = data && lookAtAnswers(Buffer.from(data), awaited, tools);
    return altered ? altered.then((message) => withData(event, message.toString())) : event;
  };
  await pipeline(
    answer,
    async function* (chunks: AsyncIterable<Buffer>) {
      for (const text of own) yield asEvent(text);
      for await (const chunk of chunks) for (const event of splitter.push(chunk)) yield await look(event);
      const rest = splitter.rest();
      if (rest) yield rest;
    },
    response,
  );
}

async function relayBody({ answer, response, awaited, own, tools }: Relayed): Promise<void> {
  const body = await readBody(answer);
  const looked = (await lookAtAnswers(body, awaited, tools)) ?? body;
  const whole = own.length > 0 ? together(looked, own) : looked;
  const isAsItCame = whole === body;
  // An answer that had nothing to say has something now.
  const status = own.length > 0 && answer.statusCode === 202 ? 200 : (answer.statusCode ?? 502);
  const headers = answerHeaders(answer.rawHeaders, isAsItCame ? [] : ["content-length", "content-type"]);
  const described = isAsItCame
    ? headers
    : [...headers, "content-type", "application/json", "content-length", String(whole.length)];
  response.writeHead(status, own.length > 0 ? undefined : answer.statusMessage, described).end(whole);
}

/** The answers of a server and the wrapper's own, in one batch. */
function together(body: Buffer, own: readonly string[]): Buffer {
  const message = readMessage(body);
  const parts = message.kind === "batch" ? message.messages : message.kind === "opaque" ? [] : [message];
  return asBatch([...parts.map(({ span }) => body.subarray(span.start, span.end)), ...own.map((text) => Buffer.from(text))]);
}

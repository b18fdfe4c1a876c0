import type { IncomingMessage, ServerResponse } from "node:http";
import { messageOf } from "../../emitter.ts";
import type { Logger } from "../../options.ts";
import type { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import { noteAccepted } from "../gate/note-accepted.ts";
import { refusalAnswer, unreachableAnswer } from "../gate/refusal-answer.ts";
import type { RequestGate } from "../gate/request-gate.ts";
import { asBatch } from "../wire/as-batch.ts";
import type { Carrier, Carriers } from "./carriers.ts";
import { answerHeaders, isFromHere, requestHeaders } from "./headers.ts";
import type { OpenCalls } from "./open-calls.ts";
import { type Onward, preparePost } from "./prepare-post.ts";
import { answersTo, failureOf, mayBeRefusal } from "./refused-by-upstream.ts";
import { isEventStream, relayAnswer } from "./relay-answer.ts";
import { StreamOpenings } from "./stream-openings.ts";
import { readBody, type Upstream } from "./upstream.ts";

export interface HttpExchangeOptions {
  upstream: Upstream;
  /** The one path that is served; it is the server's own. */
  path: string;
  gate: RequestGate;
  tools: ToolCatalogue;
  carriers: Carriers;
  calls: OpenCalls;
  logger: Logger;
}

interface Passing {
  request: IncomingMessage;
  response: ServerResponse;
  session: string | undefined;
  onward: Onward;
  /** Ends with the client's interest. */
  signal: AbortSignal;
}

const WITHOUT_BODY = /^(GET|HEAD|DELETE)$/;
const UNAUTHORIZED = 401;
const BAD_GATEWAY = 502;

/** Carries requests between clients on this machine and a server elsewhere, with the credential that only this side knows. */
export class HttpExchange {
  readonly #options: HttpExchangeOptions;
  readonly #openings = new StreamOpenings();

  constructor(options: HttpExchangeOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, gate, calls } = this.#options;
    const { method = "GET", headers, url = "/" } = request;
    if (!isFromHere(headers)) return say(response, 403, "This address serves this machine alone");
    if (new URL(url, "http://localhost").pathname !== path) return say(response, 404, `The server answers at ${path}`);
    const abort = new AbortController();
    response.once("close", () => abort.abort());
    const session = headers["mcp-session-id"]?.toString();
    const body = WITHOUT_BODY.test(method) ? null : await readBody(request);
    for (let isFirst = true; ; isFirst = false) {
      const nothing = { body, isBatch: false, asked: [], awaited: calls.ofSession(session), own: [] };
      const onward = method === "POST" && body ? await preparePost(body, gate) : nothing;
      const passing = { request, response, session, onward, signal: abort.signal };
      if ((await this.#send(passing, isFirst)) === "done") break;
    }
    if (method === "DELETE") calls.end(session);
  }

  async #send(passing: Passing, mayRepeat: boolean): Promise<"done" | "again"> {
    const { request, onward, signal } = passing;
    if (onward.own.length > 0 && onward.body === null) return answer(passing, onward.own);
    const open = onward.asked.flatMap(({ call }) => call ?? []);
    const carriage = await this.#options.carriers.find(open);
    if (!carriage.ok) {
      const error = carriage.lane.refuse(carriage.refusal, onward.asked[0]?.asked.method ?? "session", false);
      for (const call of open) call.lost();
      return answer(passing, [...onward.own, ...onward.asked.map(({ asked }) => refusalAnswer(asked, error))]);
    }
    const credentials = carriage.carriers.map(({ header }) => header);
    const { method = "GET", url = "/" } = request;
    const { search } = new URL(url, "http://localhost");
    const headers = requestHeaders(request.headers, credentials);
    if (method === "POST") await this.#openings.before(passing.session);
    const asked = this.#options.upstream.ask({ method, search, headers, body: onward.body, signal });
    if (method === "GET") this.#openings.note(passing.session, asked);
    const reached = await asked.catch((error: unknown) => this.#unreachable(passing, error));
    if (reached === null) return "done";
    const [carrier] = carriage.carriers;
    if (carrier && mayBeRefusal(reached)) return this.#refused(passing, reached, carrier, mayRepeat);
    if (isSuccess(reached)) for (const { lane, generation } of carriage.carriers) noteAccepted(lane, generation);
    return this.#relay(passing, reached);
  }

  #unreachable({ response, onward }: Passing, error: unknown): null {
    for (const { call } of onward.asked) call?.lost("upstream_error");
    if (response.destroyed) return null;
    this.#options.logger.warn("The server cannot be reached", { error: messageOf(error) });
    const [first] = onward.asked;
    response.writeHead(BAD_GATEWAY, JSON_BODY).end(unreachableAnswer(first?.asked.id ?? "null"));
    return null;
  }

  /** A refusal of the credential never reaches the client as one of its own: it has none to renew. */
  async #refused(passing: Passing, reached: IncomingMessage, carrier: Carrier, mayRepeat: boolean): Promise<"done" | "again"> {
    const { response, onward } = passing;
    const body = await readBody(reached);
    const failure = failureOf(reached, body, carrier);
    if (failure === null) {
      for (const { call } of onward.asked) call?.lost();
      response.writeHead(reached.statusCode ?? BAD_GATEWAY, answerHeaders(reached.rawHeaders)).end(body);
      return "done";
    }
    const { answers, mended } = await answersTo(onward, failure, carrier);
    // Nothing was carried out, and another credential serves now.
    if (mended && mayRepeat && reached.statusCode === UNAUTHORIZED) return "again";
    return answer(passing, [...onward.own, ...answers]);
  }

  async #relay({ response, session, onward }: Passing, reached: IncomingMessage): Promise<"done"> {
    const { tools, calls } = this.#options;
    const { awaited, own } = onward;
    try {
      await relayAnswer({ answer: reached, response, awaited, own, tools });
    } catch {
      // One side broke off, and the other learns it by the same.
      reached.destroy();
      response.destroy();
    }
    calls.keep(isEventStream(reached) ? session : undefined, awaited);
    return "done";
  }
}

const isSuccess = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

const JSON_BODY = { "content-type": "application/json" };

/** Answers in the server's place. Where there is no request to answer, the gateway says that it could not do its work. */
function answer({ response, onward }: Passing, answers: readonly string[]): "done" {
  const [only] = answers;
  if (response.destroyed) return "done";
  if (only === undefined) response.writeHead(BAD_GATEWAY, JSON_BODY).end(unreachableAnswer("null"));
  else response.writeHead(200, JSON_BODY).end(onward.isBatch ? asBatch(answers.map((text) => Buffer.from(text))) : only);
  return "done";
}

function say(response: ServerResponse, status: number, message: string): void {
  const error = { code: -32_000, message };
  response.writeHead(status, JSON_BODY).end(JSON.stringify({ jsonrpc: "2.0", error, id: null }));
}

import { Agent as HttpAgent, type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";

/** The wrapped server, as far away as it may be. */
export class Upstream {
  readonly #url: URL;
  readonly #isTls: boolean;
  readonly #agent: HttpAgent;

  constructor(url: URL) {
    this.#url = url;
    this.#isTls = url.protocol === "https:";
    this.#agent = this.#isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  /** Sends one request. Resolves with the beginning of its answer; rejects where there is none, or where `signal` ends it before. */
  ask(asked: {
    method: string;
    search: string;
    headers: OutgoingHttpHeaders;
    body: Buffer | null;
    signal: AbortSignal;
  }): Promise<IncomingMessage> {
    const { method, search, headers, body, signal } = asked;
    const target = new URL(this.#url);
    if (search !== "") target.search = search;
    return new Promise((resolve, reject) => {
      const length = body === null ? {} : { "content-length": body.length };
      const send = this.#isTls ? requestHttps : requestHttp;
      const request = send(target, { method, headers: { ...headers, ...length }, agent: this.#agent, signal });
      request.once("response", resolve).on("error", reject);
      request.end(body ?? undefined);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The whole of a message's body. */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

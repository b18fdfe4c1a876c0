/** An answer with a status or headers of its own; a handler that returns anything else answers 200 with it. */
export class Reply<Body> {
  readonly body: Body;
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(body: Body, status: number, headers: Record<string, string> = {}) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

export const reply = <Body>(status: number, body: Body, headers?: Record<string, string>): Reply<Body> =>
  new Reply(body, status, headers);

/** Turns what a handler returned into an answer: nothing is 204, a `Response` (a stream) passes through, the rest is JSON. */
export function toResponse(result: unknown, requestId: string): Response {
  if (result instanceof Response) {
    result.headers.set("x-request-id", requestId);
    return result;
  }
  const { body, status, headers } = result instanceof Reply ? result : new Reply(result, result === undefined ? 204 : 200);
  const always = { "cache-control": "no-store", "x-request-id": requestId };
  if (body === undefined) return new Response(null, { status, headers: { ...always, ...headers } });
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...always, ...headers } });
}

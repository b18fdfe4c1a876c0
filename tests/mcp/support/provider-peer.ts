import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

/** An API with bearer tokens: what each token gets is the test's to say; an unknown one is refused. */
export interface ProviderPeer {
  url: string;
  http: HttpPeer;
  answers: Map<string, PeerAnswer | (() => PeerAnswer | Promise<PeerAnswer>)>;
  /** Tokens in the order they were used. */
  used(): string[];
  close(): Promise<void>;
}

export const OK: PeerAnswer = { status: 200, body: { ok: true } };
export const UNAUTHORIZED: PeerAnswer = { status: 401, body: { message: "Bad credentials" } };

export async function startProviderPeer(): Promise<ProviderPeer> {
  const answers: ProviderPeer["answers"] = new Map();
  const http = await startHttpPeer(({ headers }) => {
    const given = answers.get(tokenOf(headers.authorization)) ?? UNAUTHORIZED;
    return typeof given === "function" ? given() : given;
  });
  return {
    url: http.url,
    http,
    answers,
    used: () => http.requests.map(({ headers }) => tokenOf(headers.authorization)),
    close: () => http.close(),
  };
}

const tokenOf = (authorization: string | undefined): string => (authorization ?? "").replace(/^Bearer /, "");

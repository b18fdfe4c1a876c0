import { randomUUID } from "node:crypto";
import { signJwt } from "../sign-jwt.ts";

/** How a client proves to a token endpoint who it is (RFC 6749 section 2.3.1, RFC 7523). */
export type ClientAuthentication = "client_secret_post" | "client_secret_basic" | "private_key_jwt";

export interface OAuthClient {
  tokenUrl: string;
  clientId: string;
  /** Default `client_secret_post`. With `private_key_jwt` the secret is a private key in PEM. */
  authentication?: ClientAuthentication;
  /** Asked for with each token; default: what was granted. */
  scopes?: string[];
  /** What else a token endpoint wants to know, e.g. `{ audience: "https://api.example.com" }`. */
  parameters?: Record<string, string>;
}

/** An assertion is made for one request. */
const ASSERTION_LIFE_S = 60;
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** What proves the client: form fields and headers. A client without a secret only names itself. */
export function proveClient(
  { tokenUrl, clientId, authentication = "client_secret_post" }: OAuthClient,
  secret: string | undefined,
  now: Date,
): { form: Record<string, string>; headers: Record<string, string> } {
  if (secret === undefined) return { form: { client_id: clientId }, headers: {} };
  switch (authentication) {
    case "client_secret_post":
      return { form: { client_id: clientId, client_secret: secret }, headers: {} };
    case "client_secret_basic":
      return { form: {}, headers: { authorization: `Basic ${btoa(`${formEncode(clientId)}:${formEncode(secret)}`)}` } };
    case "private_key_jwt": {
      const iat = Math.floor(now.getTime() / 1_000);
      const claims = { iss: clientId, sub: clientId, aud: tokenUrl, jti: randomUUID(), iat, exp: iat + ASSERTION_LIFE_S };
      const form = { client_id: clientId, client_assertion_type: ASSERTION_TYPE, client_assertion: signJwt(claims, secret) };
      return { form, headers: {} };
    }
  }
}

/** Both halves of Basic are form-encoded before they are joined, or a colon would part them wrongly. */
const formEncode = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);

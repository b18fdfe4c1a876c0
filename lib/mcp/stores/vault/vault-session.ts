import * as z from "zod/mini";
import { BackOff } from "../../back-off.ts";
import { after } from "../../timers.ts";
import { askPlace, type PlaceAnswer, safeAddress } from "../ask-place.ts";
import { shareFlight } from "../share-flight.ts";
import { StoreError } from "../store-error.ts";
import { vaultError } from "./vault-error.ts";
import { logIn, type VaultToken, vaultAuthAnswer } from "./vault-login.ts";
import type { VaultStoreOptions } from "./vault-options.ts";

/** A renewal may come as late as this share of a token's life, so that some are left to fail. */
const RENEW_AT = 2 / 3;
const LEAST_RENEW_MS = 500;
const RETRY = { firstMs: 2_000, capMs: 60_000 };

const LOOKUP = "auth/token/lookup-self";
const lookup = z.object({ data: z.object({ ttl: z.number(), renewable: z.optional(z.boolean()) }) });

/** Requests to Vault under a token that is kept alive while somebody wants it, and gotten anew when it is refused. */
export class VaultSession {
  readonly #options: VaultStoreOptions;
  readonly #address: URL;
  readonly #backOff = new BackOff(RETRY);
  readonly #logIn: () => Promise<VaultToken>;
  #token: VaultToken | null = null;
  #wanted = 0;
  #cancel = () => {};

  constructor(options: VaultStoreOptions) {
    this.#options = options;
    this.#address = safeAddress(options.url, options.allowInsecure);
    this.#logIn = shareFlight(async () => {
      const token = await logIn(options.auth, (path, body) => this.#post(path, body));
      this.#take(token);
      return token;
    });
  }

  /** One request; a dead token is replaced once. Any answer but a refusal is given back as it is. */
  async ask(method: "GET" | "POST", path: string, body?: unknown): Promise<PlaceAnswer> {
    const token = this.#token ?? (await this.#logIn());
    const answer = await this.#send(method, path, token.token, body);
    if (answer.status !== 403) return answer;
    // A living token is refused by its policy, and the next one would be too.
    if (await this.#isAlive(token)) throw vaultError(answer);
    const next = this.#token === token ? await this.#logIn() : (this.#token ?? token);
    if (next.token === token.token) throw vaultError(answer);
    const second = await this.#send(method, path, next.token, body);
    if (second.status === 403) throw vaultError(second);
    return second;
  }

  /** Renews the token before it ends, until what this returns is called. Never holds the process open. */
  keepAlive(): () => void {
    this.#wanted += 1;
    this.#schedule();
    return () => {
      this.#wanted -= 1;
      if (this.#wanted === 0) this.#cancel();
    };
  }

  #take(token: VaultToken): void {
    this.#token = token;
    this.#backOff.reset();
    this.#schedule();
  }

  #schedule(waitMs = this.#renewInMs()): void {
    this.#cancel();
    if (this.#wanted > 0 && waitMs !== null) this.#cancel = after(waitMs, () => void this.#renew());
  }

  /** A token that nobody asked about yet is looked up at once; one without an end, or that cannot be renewed, is left alone. */
  #renewInMs(): number | null {
    const token = this.#token;
    if (!token?.renewable || token.ttlS === 0) return null;
    return token.ttlS === undefined ? 0 : Math.max(LEAST_RENEW_MS, token.ttlS * 1_000 * RENEW_AT);
  }

  /** A token that cannot be renewed serves to its end; the request that is refused then gets another one. */
  async #renew(): Promise<void> {
    const token = this.#token;
    if (!token) return;
    try {
      const renewed = token.ttlS === undefined ? await this.#lookUp(token) : await this.#extend(token);
      if (this.#token === token) this.#take(renewed);
    } catch {
      this.#schedule(this.#backOff.nextMs());
    }
  }

  async #isAlive({ token }: VaultToken): Promise<boolean> {
    return (await this.#send("GET", LOOKUP, token)).status === 200;
  }

  async #lookUp(token: VaultToken): Promise<VaultToken> {
    const answer = await this.#send("GET", LOOKUP, token.token);
    if (isRefusal(answer)) return { ...token, renewable: false };
    const { data } = lookup.parse(answer.body);
    return { token: token.token, ttlS: data.ttl, renewable: data.renewable ?? false };
  }

  async #extend(token: VaultToken): Promise<VaultToken> {
    const answer = await this.#send("POST", "auth/token/renew-self", token.token, {});
    if (isRefusal(answer)) return { ...token, renewable: false };
    const { auth } = vaultAuthAnswer.parse(answer.body);
    // At its longest life a token is given what is left of it: asking ever more often would help nobody.
    const isAtItsEnd = auth.lease_duration < (token.ttlS ?? 0) / 2;
    return { token: token.token, ttlS: auth.lease_duration, renewable: auth.renewable && !isAtItsEnd };
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const answer = await this.#send("POST", path, null, body);
    if (answer.status === 200) return answer.body;
    const error = vaultError(answer);
    throw answer.status === 400 ? new StoreError("denied", `The login was refused: ${error.message}`) : error;
  }

  #send(method: "GET" | "POST", path: string, token: string | null, body?: unknown): Promise<PlaceAnswer> {
    const { namespace, fetch = globalThis.fetch } = this.#options;
    const headers = {
      "x-vault-request": "true",
      ...(token === null ? {} : { "x-vault-token": token }),
      ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
    };
    const url = new URL(`${this.#address.pathname.replace(/\/$/, "")}/v1/${path}`, this.#address);
    return askPlace("Vault", { url, method, headers, body }, fetch);
  }
}

/** Vault says no, and will not say otherwise when asked again. */
const isRefusal = ({ status }: PlaceAnswer): boolean => status >= 400 && status < 500 && status !== 429;

import { keyOf, locate, type Request } from "../wire/message.ts";
import type { Span } from "../wire/scan-json.ts";
import type { ServerLink } from "./server-link.ts";

/** A request of a server's, as its process knows it. */
interface Owner {
  link: ServerLink;
  /** The JSON text of its name in that process. */
  raw: string;
  /** Key of the progress token that came with it. */
  token: string | null;
}
export interface Replacement {
  span: Span;
  by: string;
}

/**
 * Requests that servers ask of the client, as sampling and elicitation. Two processes may use one id at a time: the later one is
 * given another name towards the client, and every answer finds its way back.
 */
export class ServerRequests {
  readonly #owners = new Map<string, Owner>();
  readonly #tokens = new Map<string, Owner>();
  #named = 0;

  /** A request goes to the client: the names in it that must be exchanged, none where they are free. */
  offer(link: ServerLink, bytes: Buffer, { id, params }: Request): Replacement[] {
    const span = locate(bytes, params, "_meta", "progressToken");
    const token = span && this.#claim(this.#tokens, link, bytes, span, null);
    const name = this.#claim(this.#owners, link, bytes, id.raw, token?.key ?? null);
    return [token?.replacement, name.replacement].filter((replacement) => replacement != null);
  }

  /** Who waits for an answer of the client's; null where nobody does. */
  take(key: string): Owner | null {
    const owner = this.#owners.get(key) ?? null;
    this.#owners.delete(key);
    if (owner?.token) this.#tokens.delete(owner.token);
    return owner;
  }

  ofToken(key: string): Owner | null {
    return this.#tokens.get(key) ?? null;
  }

  /** The name by which the client knows a request of this process's; null where that is its own, or it is over. */
  renamed(link: ServerLink, key: string): string | null {
    if (this.#owners.get(key)?.link === link) return null;
    const found = [...this.#owners].find(([, owner]) => owner.link === link && owner.raw === key);
    return found?.[0] ?? null;
  }

  /** A process is gone: the names of its requests that the client still works on. */
  forget(link: ServerLink): string[] {
    const keys = [...this.#owners].flatMap(([key, owner]) => (owner.link === link ? [key] : []));
    for (const key of keys) this.take(key);
    return keys;
  }

  #claim(owners: Map<string, Owner>, link: ServerLink, bytes: Buffer, span: Span, token: string | null) {
    const key = keyOf(bytes, span);
    const owner = { link, raw: bytes.toString("utf8", span.start, span.end), token };
    const holder = owners.get(key);
    if (!holder || holder.link === link) {
      owners.set(key, owner);
      return { key, replacement: null };
    }
    this.#named += 1;
    const by = JSON.stringify(`lanekeeper-${this.#named}`);
    owners.set(by, owner);
    return { key: by, replacement: { span, by } };
  }
}

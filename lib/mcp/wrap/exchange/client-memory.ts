import { locate, type Message } from "../wire/message.ts";
import { parse } from "../wire/scan-json.ts";

/** Requests that begin a session; they change nothing, and may be asked of every process anew. */
export const OPENINGS: readonly string[] = ["initialize", "server/discover"];

/** What a client told its server once, and a fresh process must be told too. Each is kept as the bytes that came. */
export class ClientMemory {
  /** The request that began the session. */
  opening: Buffer | null = null;
  #initialized: Buffer | null = null;
  #level: Buffer | null = null;
  readonly #subscriptions = new Map<unknown, Buffer>();

  /** Notes a message of the client's on its way to the server; `bytes` hold that message alone. */
  note(bytes: Buffer, message: Message): void {
    if (message.kind === "notification" && message.method === "notifications/initialized") this.#initialized = bytes;
    if (message.kind !== "request") return;
    const { method, params } = message;
    if (OPENINGS.includes(method)) this.opening = bytes;
    else if (method === "logging/setLevel") this.#level = bytes;
    else if (method === "resources/subscribe" || method === "resources/unsubscribe") {
      const at = locate(bytes, params, "uri");
      const uri = at && parse(bytes, at);
      if (method === "resources/subscribe") this.#subscriptions.set(uri, bytes);
      else this.#subscriptions.delete(uri);
    }
  }

  /** What follows the answer to the opening. */
  get following(): { notifications: Buffer[]; requests: Buffer[] } {
    return {
      notifications: this.#initialized ? [this.#initialized] : [],
      requests: [...(this.#level ? [this.#level] : []), ...this.#subscriptions.values()],
    };
  }
}

import { locate, readMessage } from "../wire/message.ts";
import { parse } from "../wire/scan-json.ts";
import { askServer } from "./ask-server.ts";
import type { ServerLink } from "./server-link.ts";

/** Lists that a client may hold on to, and what tells it that one is another now. */
const CHANGES: Readonly<Record<string, { notification: string; filter: string }>> = {
  "tools/list": { notification: "notifications/tools/list_changed", filter: "toolsListChanged" },
  "prompts/list": { notification: "notifications/prompts/list_changed", filter: "promptsListChanged" },
  "resources/list": { notification: "notifications/resources/list_changed", filter: "resourcesListChanged" },
  "resources/templates/list": { notification: "notifications/resources/list_changed", filter: "resourcesListChanged" },
};
const SUBSCRIPTION_KEY = "io.modelcontextprotocol/subscriptionId";

/** What the client has seen of its server: the first page of each list. A fresh process may offer something else. */
export class Surface {
  readonly #seen = new Map<string, { request: Buffer; result: string }>();

  /** Notes a list on its way to the client. */
  note(method: string, request: Buffer, result: unknown): void {
    const message = CHANGES[method] ? readMessage(request) : null;
    if (message?.kind !== "request" || locate(request, message.params, "cursor")) return;
    this.#seen.set(method, { request, result: essence(result) });
  }

  /** Asks a fresh process for the same lists; the messages that tell the client of those which differ. */
  async changesOf(link: ServerLink): Promise<string[]> {
    const changed = await Promise.all(
      [...this.#seen].map(async ([method, { request, result }]) => {
        const answer = await askServer(link, request);
        const message = readMessage(answer);
        const fresh = message.kind === "answer" && message.result ? essence(parse(answer, message.result)) : null;
        return fresh === result ? [] : [method];
      }),
    );
    const kinds = new Map(changed.flat().map((method) => [CHANGES[method]?.notification ?? "", CHANGES[method]?.filter ?? ""]));
    return [...kinds].flatMap(([notification, filter]) => tell(notification, filter, link));
  }
}

/** Since 2026-07-28 a change is told within each subscription that asked for it; before, to the session as a whole. */
function tell(method: string, filter: string, link: ServerLink): string[] {
  const listening = [...link.pending.values()].filter((pending) => pending.method === "subscriptions/listen");
  if (listening.length === 0) return [JSON.stringify({ jsonrpc: "2.0", method })];
  return listening.flatMap(({ id, bytes }) => {
    const message = readMessage(bytes);
    const wanted = message.kind === "request" ? locate(bytes, message.params, "notifications", filter) : null;
    if (!wanted || parse(bytes, wanted) !== true) return [];
    return [`{"jsonrpc":"2.0","method":"${method}","params":{"_meta":{"${SUBSCRIPTION_KEY}":${id}}}}`];
  });
}

/** A result without what says nothing about the list. Two processes of one server write it alike. */
function essence(result: unknown): string {
  const { _meta, ...rest } = (result ?? {}) as Record<string, unknown>;
  return JSON.stringify(rest);
}

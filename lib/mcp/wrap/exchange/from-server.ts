import { asBatch } from "../wire/as-batch.ts";
import { type Answer, keyOf, locate, type Message, partsOf, readMessage } from "../wire/message.ts";
import { replaceSpans } from "../wire/replace-spans.ts";
import { parse } from "../wire/scan-json.ts";
import type { Board } from "./board.ts";

import type { Pending, ServerLink } from "./server-link.ts";
import type { Replacement } from "./server-requests.ts";
import { noteTask } from "./tasks.ts";

/** What becomes of one message of a server's. */
type Fate =
  | { kind: "forward"; replacements: Replacement[] }
  /** It answers the wrapper, or repeats what the client has. */
  | { kind: "drop" }
  /** It tells of a credential failure, and the typed answer takes its place once its consequences are known. */
  | { kind: "replace"; by: Promise<string> };

const SUBSCRIPTION_KEY = "io.modelcontextprotocol/subscriptionId";
const AS_IT_IS: Fate = { kind: "forward", replacements: [] };

/** Sends the servers' messages on to the client, and notices what they answer. */
export class FromServer {
  readonly #board: Board;

  constructor(board: Board) {
    this.#board = board;
  }

  /** Takes one line of one process. Everything but what concerns the wrapper goes on at once, as the bytes that came. */
  take(link: ServerLink, line: Buffer): void {
    const message = readMessage(line);
    const parts = partsOf(message);
    const fates = parts.map((part) => this.#fateOf(link, line, part));
    const replacements = fates.flatMap((fate) => (fate.kind === "forward" ? fate.replacements : []));
    if (fates.every(({ kind }) => kind === "forward")) this.#board.toClient(replaceSpans(line, replacements));
    else this.#sendAltered(line, message, fates);
    link.look();
  }

  #sendAltered(line: Buffer, message: Message, fates: readonly Fate[]): void {
    const { toClient } = this.#board;
    const asItCame = () => toClient(line);
    const [only] = fates;
    if (message.kind !== "batch") {
      if (only?.kind === "replace") only.by.then((text) => toClient(Buffer.from(`${text}\n`)), asItCame);
      return;
    }
    const texts = message.messages.flatMap(({ span }, place): (Buffer | Promise<Buffer>)[] => {
      const fate = fates[place] ?? AS_IT_IS;
      if (fate.kind === "drop") return [];
      return fate.kind === "replace" ? [fate.by.then((text) => Buffer.from(text))] : [line.subarray(span.start, span.end)];
    });
    Promise.all(texts).then((left) => left.length > 0 && toClient(asBatch(left)), asItCame);
  }

  #fateOf(link: ServerLink, line: Buffer, part: Message): Fate {
    switch (part.kind) {
      case "answer":
        return this.#fateOfAnswer(link, line, part);
      case "request":
        return { kind: "forward", replacements: this.#board.requests.offer(link, line, part) };
      case "notification":
        return this.#fateOfNotification(link, line, part);
      default:
        return AS_IT_IS;
    }
  }

  #fateOfAnswer(link: ServerLink, line: Buffer, answer: Answer): Fate {
    const { key } = answer.id;
    const resolve = link.asked.get(key);
    if (resolve) {
      link.asked.delete(key);
      resolve(Buffer.from(line.subarray(answer.span.start, answer.span.end)));
      return { kind: "drop" };
    }
    if (link.handedOn.has(key)) return { kind: "drop" };
    const pending = link.pending.get(key);
    if (!pending) return AS_IT_IS;
    link.pending.delete(key);
    this.#notice(link, line, pending, answer);
    const by = pending.call?.answered(line, answer) ?? null;
    return by === null ? AS_IT_IS : { kind: "replace", by };
  }

  #notice(link: ServerLink, line: Buffer, pending: Pending, answer: Answer): void {
    const { method, bytes } = pending;
    if (method.endsWith("/list") && answer.result) {
      const result = parse(line, answer.result);
      if (method === "tools/list") this.#board.tools.note(result);
      this.#board.surface.note(method, bytes, result);
    }
    if (method === "tools/call" || method.startsWith("tasks/")) noteTask(link, line, pending, answer);
  }

  #fateOfNotification(link: ServerLink, line: Buffer, { method, params }: Extract<Message, { kind: "notification" }>): Fate {
    if (method === "notifications/subscriptions/acknowledged") {
      const id = locate(line, params, "_meta", SUBSCRIPTION_KEY);
      return id && link.acknowledged.delete(keyOf(line, id)) ? { kind: "drop" } : AS_IT_IS;
    }
    if (method !== "notifications/cancelled") return AS_IT_IS;
    const span = locate(line, params, "requestId");
    const by = span && this.#board.requests.renamed(link, keyOf(line, span));
    return span && by ? { kind: "forward", replacements: [{ span, by }] } : AS_IT_IS;
  }
}

import type { ToolCatalogue } from "../../protect/tool-catalogue.ts";
import { lostAnswer } from "../gate/refusal-answer.ts";
import type { RequestGate } from "../gate/request-gate.ts";
import { readMessage } from "../wire/message.ts";
import { askServer } from "./ask-server.ts";
import { Board } from "./board.ts";
import { OPENINGS } from "./client-memory.ts";
import { FromClient } from "./from-client.ts";
import { FromServer } from "./from-server.ts";
import type { Pending, ServerLink } from "./server-link.ts";

const LISTEN = "subscriptions/listen";

/**
 * One client session over any number of server processes, one after the other. Decides what becomes of each line, and does nothing
 * by itself: bytes come in through its methods and leave through `toClient` and the links.
 */
export class Exchange {
  readonly #board: Board;
  readonly #fromClient: FromClient;
  readonly #fromServer: FromServer;
  /** Requests of processes that are gone, which the next one takes over. */
  #orphans: { key: string; pending: Pending }[] = [];

  constructor(gate: RequestGate, tools: ToolCatalogue, toClient: (bytes: Buffer) => void) {
    this.#board = new Board(gate, tools, toClient);
    this.#fromClient = new FromClient(this.#board);
    this.#fromServer = new FromServer(this.#board);
  }

  fromClient(line: Buffer): Promise<void> {
    return this.#fromClient.take(line);
  }

  fromServer(link: ServerLink, line: Buffer): void {
    this.#fromServer.take(link, line);
  }

  /**
   * Tells a fresh process what the client once told the one before, waits for its answer, and sends it everything from then on.
   * Rejects where the fresh one refuses the session: then all stays as it was.
   */
  async bring(fresh: ServerLink): Promise<void> {
    const { memory, links } = this.#board;
    links.add(fresh);
    if (memory.opening) await assertOpened(fresh, memory.opening);
    if (!links.has(fresh)) throw new Error("the fresh process was given up meanwhile");
    const { notifications, requests } = memory.following;
    for (const notification of notifications) fresh.send(notification);
    for (const request of requests) void askServer(fresh, request);
    const before = this.#board.current;
    if (before) this.#orphans.push(...takeListening(before));
    for (const { key, pending } of this.#orphans.splice(0)) handOn(fresh, key, pending);
    this.#board.current = fresh;
    await this.#fromClient.resume();
  }

  /** New requests wait from now on; what is under way goes on. */
  hold(): void {
    this.#board.current = null;
  }

  /** Tells the client which of the lists it holds are others in this process. */
  async tellChanges(link: ServerLink): Promise<void> {
    for (const change of await this.#board.surface.changesOf(link)) this.#board.toClient(Buffer.from(`${change}\n`));
  }

  /** A process is gone, or given up: what it owed is answered in its place, and what it asked for is called off. */
  lose(link: ServerLink, detail: string): void {
    const { links, memory, requests, toClient } = this.#board;
    links.delete(link);
    if (this.#board.current === link) this.#board.current = null;
    this.#orphans.push(...takeListening(link));
    const openings: Buffer[] = [];
    for (const [key, { method, id, bytes, call }] of link.pending) {
      link.pending.delete(key);
      link.handedOn.add(key);
      call?.lost();
      if (OPENINGS.includes(method)) openings.push(bytes);
      else toClient(Buffer.from(`${lostAnswer(id, detail)}\n`));
    }
    if (openings.length > 0) {
      // The next process answers it for itself.
      memory.opening = null;
      this.#fromClient.putBack(openings);
    }
    for (const requestId of requests.forget(link)) {
      const params = `{"requestId":${requestId},"reason":${JSON.stringify(detail)}}`;
      toClient(Buffer.from(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":${params}}\n`));
    }
  }

  /** No process will come soon: what waits for one is answered. */
  refuseHeld(detail: string): void {
    for (const line of this.#fromClient.giveUpHeld()) {
      const message = readMessage(line);
      const parts = message.kind === "batch" ? message.messages : [message];
      for (const part of parts) {
        if (part.kind !== "request") continue;
        const id = line.toString("utf8", part.id.raw.start, part.id.raw.end);
        this.#board.toClient(Buffer.from(`${lostAnswer(id, detail)}\n`));
      }
    }
  }
}

async function assertOpened(fresh: ServerLink, opening: Buffer): Promise<void> {
  const answer = await askServer(fresh, opening);
  const message = readMessage(answer);
  if (message.kind !== "answer" || message.error) throw new Error("the fresh process refuses the client's session");
}

/** Subscriptions have no end of their own: they go on in another process. */
function takeListening(link: ServerLink): { key: string; pending: Pending }[] {
  const listening = [...link.pending].filter(([, { method }]) => method === LISTEN);
  for (const [key] of listening) {
    link.pending.delete(key);
    link.handedOn.add(key);
  }
  return listening.map(([key, pending]) => ({ key, pending }));
}

function handOn(fresh: ServerLink, key: string, pending: Pending): void {
  fresh.pending.set(key, pending);
  fresh.acknowledged.add(key);
  fresh.send(pending.bytes);
}

import type { Passage } from "../gate/request-gate.ts";
import { asBatch } from "../wire/as-batch.ts";
import { keyOf, locate, type Message, partsOf, readMessage } from "../wire/message.ts";
import { replaceSpans } from "../wire/replace-spans.ts";
import type { Span } from "../wire/scan-json.ts";
import type { Board } from "./board.ts";
import type { ServerLink } from "./server-link.ts";
import { taskOf } from "./tasks.ts";

/** Where one message goes, and what in it is exchanged on the way. */
type Course = { link: ServerLink | null; replacement: { span: Span; by: string } | null } | { answer: string };

/** Sends the client's messages on, in the order in which they came, once the lanes behind them agree. */
export class FromClient {
  readonly #board: Board;
  #held: Buffer[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(board: Board) {
    this.#board = board;
  }

  /** Takes one line. Resolves when it was sent, answered, or put aside until there is a process to take it. */
  take(line: Buffer): Promise<void> {
    return this.#inTurn(() => this.#takeNow(line));
  }

  /** There is a process again: what was put aside goes to it. */
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      for (const line of this.#held.splice(0)) await this.#takeNow(line);
    });
  }

  /** Puts lines aside that a process had and did not answer, before all that came later. */
  putBack(lines: readonly Buffer[]): void {
    this.#held.unshift(...lines);
  }

  /** Takes out what waits for a process, where none will come soon. */
  giveUpHeld(): Buffer[] {
    return this.#held.splice(0);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #takeNow(line: Buffer): Promise<void> {
    const message = readMessage(line);
    const parts = partsOf(message);
    if (this.#mustWait(parts)) {
      this.#held.push(line);
      return;
    }
    const passages: Passage[] = [];
    for (const part of parts) passages.push(part.kind === "request" ? await this.#board.gate.ask(line, part) : { kind: "free" });
    // The process may have ended while a lane was asked.
    if (this.#mustWait(parts)) {
      for (const passage of passages) if (passage.kind === "let_through") passage.call.lost();
      this.#held.push(line);
      return;
    }
    const courses = parts.map((part, place) => this.#courseOf(line, message, part, passages[place] ?? { kind: "free" }));
    if (message.kind === "batch") this.#sendBatch(line, message.messages, courses);
    else if (courses[0]) this.#sendOne(line, courses[0]);
  }

  #mustWait(parts: readonly Message[]): boolean {
    return this.#board.current === null && parts.some((part) => part.kind !== "answer" && !this.#isForOne(part));
  }

  /** Messages that concern one process whatever is current. */
  #isForOne(part: Message): boolean {
    return (
      part.kind === "notification" && (part.method === "notifications/cancelled" || part.method === "notifications/progress")
    );
  }

  #courseOf(line: Buffer, message: Message, part: Message, passage: Passage): Course {
    const { requests, memory, current } = this.#board;
    const bytes = message === part ? line : Buffer.concat([line.subarray(part.span.start, part.span.end), NEWLINE]);
    if (part.kind === "answer") {
      const owner = requests.take(part.id.key);
      return owner
        ? { link: owner.link, replacement: { span: part.id.raw, by: owner.raw } }
        : { link: current, replacement: null };
    }
    if (part.kind === "notification") return this.#courseOfNotification(line, bytes, part);
    if (part.kind !== "request") return { link: current, replacement: null };
    if (passage.kind === "refused") return passage;
    memory.note(bytes, part.span.start === 0 ? part : readMessage(bytes));
    const task = taskOf(line, part.params);
    const link = (task !== null && [...this.#board.links].find(({ tasks }) => tasks.has(task))) || current;
    const id = line.toString("utf8", part.id.raw.start, part.id.raw.end);
    const call = passage.kind === "let_through" ? passage.call : null;
    link?.pending.set(part.id.key, { method: part.method, id, bytes, call });
    return { link, replacement: null };
  }

  #courseOfNotification(line: Buffer, bytes: Buffer, part: Extract<Message, { kind: "notification" }>): Course {
    const { requests, memory, links, current } = this.#board;
    const { method, params } = part;
    if (method === "notifications/cancelled") {
      const id = locate(line, params, "requestId");
      const key = id && keyOf(line, id);
      const link = [...links].find(({ pending }) => key !== null && pending.has(key));
      if (link && key !== null) forgetCancelled(link, key);
      return { link: link ?? current, replacement: null };
    }
    if (method === "notifications/progress") {
      const token = locate(line, params, "progressToken");
      const owner = token && requests.ofToken(keyOf(line, token));
      if (token && owner) return { link: owner.link, replacement: { span: token, by: owner.raw } };
    }
    memory.note(bytes, part.span.start === 0 ? part : readMessage(bytes));
    return { link: current, replacement: null };
  }

  #sendOne(line: Buffer, course: Course): void {
    if ("answer" in course) this.#board.toClient(Buffer.from(`${course.answer}\n`));
    else course.link?.send(course.replacement ? replaceSpans(line, [course.replacement]) : line);
  }

  /** A batch goes on as it came; only where its parts go different ways is it parted, each part still the bytes that came. */
  #sendBatch(line: Buffer, parts: readonly Message[], courses: readonly Course[]): void {
    const [first] = courses;
    const isWhole = courses.every((course) => !("answer" in course) && first && "link" in first && course.link === first.link);
    const replacements = courses.flatMap((course) => ("link" in course && course.replacement ? [course.replacement] : []));
    if (isWhole && first && "link" in first) {
      first.link?.send(replaceSpans(line, replacements));
      return;
    }
    const groups = new Map<ServerLink | null, Buffer[]>();
    const answers: Buffer[] = [];
    for (const [place, course] of courses.entries()) {
      const span = parts[place]?.span ?? { start: 0, end: 0 };
      if ("answer" in course) answers.push(Buffer.from(course.answer));
      else groups.set(course.link, [...(groups.get(course.link) ?? []), partOf(line, span, course.replacement)]);
    }
    for (const [link, group] of groups) link?.send(asBatch(group));
    if (answers.length > 0) this.#board.toClient(asBatch(answers));
  }
}

const NEWLINE = Buffer.from("\n");

function forgetCancelled(link: ServerLink, key: string): void {
  link.pending.get(key)?.call?.lost();
  link.pending.delete(key);
  // The process is told first, and ended only then.
  setImmediate(() => link.look());
}

function partOf(line: Buffer, { start, end }: Span, replacement: { span: Span; by: string } | null): Buffer {
  const part = line.subarray(start, end);
  if (!replacement) return part;
  const { span, by } = replacement;
  return replaceSpans(part, [{ span: { start: span.start - start, end: span.end - start }, by }]);
}

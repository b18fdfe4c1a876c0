import { elementsOf, membersOf, parse, type Span } from "./scan-json.ts";

/** Name of a request: the bytes of its id, and what two spellings of one id have in common. */
export interface Id {
  raw: Span;
  key: string;
}

/** What a message is, and where its parts stand in the bytes that hold it. */
export type Message =
  | { kind: "request"; span: Span; id: Id; method: string; params: Span | null }
  | { kind: "notification"; span: Span; method: string; params: Span | null }
  | { kind: "answer"; span: Span; id: Id; result: Span | null; error: Span | null }
  /** Several messages in one, as older protocols allow. */
  | { kind: "batch"; span: Span; messages: Message[] }
  /** Not understood, and therefore left alone. */
  | { kind: "opaque"; span: Span };
export type Request = Extract<Message, { kind: "request" }>;
export type Answer = Extract<Message, { kind: "answer" }>;

/** Looks at one message, or at one batch of them. */
export function readMessage(bytes: Buffer, span: Span = { start: 0, end: bytes.length }): Message {
  const members = membersOf(bytes, span);
  if (members === null) {
    const elements = elementsOf(bytes, span);
    return elements === null || elements.length === 0
      ? { kind: "opaque", span }
      : { kind: "batch", span, messages: elements.map((element) => readMessage(bytes, element)) };
  }
  // Where a name stands twice, parsers take the last.
  const spans = new Map(members.map(({ name, value }) => [name, value]));
  const id = idOf(bytes, spans.get("id"));
  const method = textOf(bytes, spans.get("method"));
  const params = spans.get("params") ?? null;
  if (method !== null) return id ? { kind: "request", span, id, method, params } : { kind: "notification", span, method, params };
  const result = spans.get("result") ?? null;
  const error = spans.get("error") ?? null;
  return id && (result || error) ? { kind: "answer", span, id, result, error } : { kind: "opaque", span };
}

/** The parts of a message, or itself. */
export const partsOf = (message: Message): readonly Message[] => (message.kind === "batch" ? message.messages : [message]);

/** Where a member stands below `span`, as `locate(bytes, params, "_meta", "progressToken")`; null where there is none. */
export function locate(bytes: Buffer, span: Span | null, ...path: readonly string[]): Span | null {
  return path.reduce<Span | null>(
    (within, name) => (within && membersOf(bytes, within)?.findLast((member) => member.name === name)?.value) ?? null,
    span,
  );
}

/** Name of a request, or of a progress token, that two spellings of it share. */
export function keyOf(bytes: Buffer, raw: Span): string {
  const value = parse(bytes, raw);
  // Numbers beyond what a double holds are told apart by their digits.
  const isExact = typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value));
  return isExact ? JSON.stringify(value) : bytes.toString("utf8", raw.start, raw.end);
}

function idOf(bytes: Buffer, raw: Span | undefined): Id | null {
  if (!raw) return null;
  const key = keyOf(bytes, raw);
  return key === "null" ? null : { raw, key };
}

function textOf(bytes: Buffer, raw: Span | undefined): string | null {
  const value = raw && parse(bytes, raw);
  return typeof value === "string" ? value : null;
}

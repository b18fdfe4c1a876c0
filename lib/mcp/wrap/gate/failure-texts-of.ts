import { type Answer, locate } from "../wire/message.ts";
import { parse, type Span } from "../wire/scan-json.ts";

/** Everything readable of an answer that tells of a failure; null where it tells of none. */
export function failureTextsOf(bytes: Buffer, { result, error }: Answer): string[] | null {
  if (error) return textsOfError(parse(bytes, error));
  const isError = locate(bytes, result, "isError");
  if (!result || !isError || parse(bytes, isError) !== true) return null;
  return textsOfResult(bytes, result);
}

/** What a tool's result says, as text and as JSON. */
export const textsOfResult = (bytes: Buffer, result: Span): string[] => [
  ...textsOfContent(bytes, locate(bytes, result, "content")),
  ...asJson(bytes, locate(bytes, result, "structuredContent")),
];

function textsOfError(error: unknown): string[] {
  const { message, data } = (error ?? {}) as { message?: unknown; data?: unknown };
  const texts = [message, data].flatMap((part) => (typeof part === "string" ? [part] : []));
  return typeof data === "object" && data !== null ? [JSON.stringify(data), ...texts] : texts;
}

function textsOfContent(bytes: Buffer, content: Span | null): string[] {
  const blocks = content && parse(bytes, content);
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: { text?: unknown } | null) => (typeof block?.text === "string" ? [block.text] : []));
}

const asJson = (bytes: Buffer, span: Span | null): string[] => (span ? [bytes.toString("utf8", span.start, span.end)] : []);

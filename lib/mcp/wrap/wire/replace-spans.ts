import type { Span } from "./scan-json.ts";

/** The bytes with some stretches of them exchanged; everything else stays as it came. */
export function replaceSpans(bytes: Buffer, replacements: readonly { span: Span; by: string | Buffer }[]): Buffer {
  if (replacements.length === 0) return bytes;
  const parts: Buffer[] = [];
  let at = 0;
  for (const { span, by } of replacements.toSorted((a, b) => a.span.start - b.span.start)) {
    parts.push(bytes.subarray(at, span.start), Buffer.from(by));
    at = span.end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

/** A stretch of bytes: `[start, end)`. */
export interface Span {
  start: number;
  end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Finds the members of a JSON object without building what they hold: a message of tens of megabytes is looked at in place, and
 * its parts stay the bytes that came. More lenient than a parser, so that nothing a server may understand goes unseen; null where
 * `span` holds no object. Of members with the same name all are listed.
 */
export function membersOf(bytes: Buffer, span: Span): { name: string; value: Span }[] | null {
  return scan(bytes, span, OPEN_OBJECT, CLOSE_OBJECT, (from) => {
    const nameEnd = bytes[from] === QUOTE ? endOfString(bytes, from) : -1;
    const colon = nameEnd < 0 ? -1 : skipSpace(bytes, nameEnd);
    if (bytes[colon] !== COLON) return null;
    const value = valueAt(bytes, skipSpace(bytes, colon + 1));
    const name = parse(bytes, { start: from, end: nameEnd });
    return value === null || typeof name !== "string" ? null : { item: { name, value }, end: value.end };
  });
}

/** Finds the elements of a JSON array; null where `span` holds none. */
export function elementsOf(bytes: Buffer, span: Span): Span[] | null {
  return scan(bytes, span, OPEN_ARRAY, CLOSE_ARRAY, (from) => {
    const value = valueAt(bytes, from);
    return value === null ? null : { item: value, end: value.end };
  });
}

/** What the bytes of a span mean, or undefined where they mean nothing. */
export function parse(bytes: Buffer, { start, end }: Span): unknown {
  try {
    return JSON.parse(bytes.toString("utf8", start, end));
  } catch {
    return undefined;
  }
}

function scan<T>(
  bytes: Buffer,
  span: Span,
  open: number,
  close: number,
  read: (from: number) => { item: T; end: number } | null,
): T[] | null {
  let at = skipSpace(bytes, span.start);
  if (bytes[at] !== open) return null;
  const items: T[] = [];
  at = skipSpace(bytes, at + 1);
  while (at < span.end && bytes[at] !== close) {
    const found = read(at);
    if (found === null) return null;
    items.push(found.item);
    at = skipSpace(bytes, found.end);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    else if (bytes[at] !== close) return null;
  }
  return at < span.end && skipSpace(bytes, at + 1) >= span.end ? items : null;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

/** Where the value that begins at `start` ends: at its last bracket or quote, else before the next comma, bracket or space. */
function valueAt(bytes: Buffer, start: number): Span | null {
  const first = bytes[start];
  let end = start;
  if (first === QUOTE) end = endOfString(bytes, start);
  else if (first === OPEN_OBJECT || first === OPEN_ARRAY) end = endOfNest(bytes, start);
  else while (end < bytes.length && !endsScalar(bytes[end])) end += 1;
  return end > start ? { start, end } : null;
}

const endsScalar = (byte: number | undefined): boolean =>
  byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte === COLON || isSpace(byte);

/** Behind the quote that ends the string which begins at `start`, or -1. */
function endOfString(bytes: Buffer, start: number): number {
  for (let quote = bytes.indexOf(QUOTE, start + 1); quote >= 0; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let before = quote - 1;
    while (bytes[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  return -1;
}

function endOfNest(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at) - 1;
      if (at < 0) return -1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

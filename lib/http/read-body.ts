import { EVENT_LIMITS } from "#lib/contract/event.ts";
import { fail } from "#lib/pipeline/errors.ts";

/** Rest of a body that is read only so that its sender sees the answer. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>, alreadyRead: number): Promise<void> {
  const endsAt = Date.now() + EVENT_LIMITS.discardMs;
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), EVENT_LIMITS.discardMs);
  try {
    for (let size = alreadyRead; size <= EVENT_LIMITS.discardBytes && Date.now() < endsAt; ) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.byteLength;
    }
    await reader.cancel();
  } finally {
    clearTimeout(timer);
  }
}

/** The body's bytes. Throws `payload_too_large` past `limitBytes`, after reading the rest up to 32 MiB or 10 s. */
export async function readBody(request: Request, limitBytes: number = EVENT_LIMITS.bodyBytes): Promise<Buffer<ArrayBuffer>> {
  if (request.body === null) return Buffer.alloc(0);
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > limitBytes) {
      await discard(reader, size).catch(() => undefined);
      throw fail("payload_too_large", `The body may have at most ${limitBytes} bytes.`, { limit_bytes: limitBytes });
    }
    chunks.push(value);
  }
}

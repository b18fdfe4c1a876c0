/** Several messages in one line, each as the bytes that came. */
export function asBatch(parts: readonly Buffer[]): Buffer {
  const separated = parts.flatMap((part, place) => (place > 0 ? [Buffer.from(","), part] : [part]));
  return Buffer.concat([Buffer.from("["), ...separated, Buffer.from("]\n")]);
}

const DATA = /^data:? ?(.*)$/;

/** The data of one event of a stream, or null where it carries none. */
export function dataOf(event: Buffer): string | null {
  const lines = event.toString("utf8").split(/\r\n|\n|\r/);
  const data = lines.flatMap((line) => DATA.exec(line)?.[1] ?? []);
  return data.length > 0 ? data.join("\n") : null;
}

/** The event with other data, its id and whatever else it names as they were. */
export function withData(event: Buffer, data: string): Buffer {
  const lines = event.toString("utf8").split(/\r\n|\n|\r/);
  const others = lines.filter((line) => line !== "" && !DATA.test(line));
  return Buffer.from(`${[...others, `data: ${data}`].join("\n")}\n\n`);
}

/** A message as an event of its own. */
export const asEvent = (data: string): Buffer => Buffer.from(`event: message\ndata: ${data}\n\n`);

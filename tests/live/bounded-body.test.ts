import { expect, it } from "vitest";
import { BoundedBody } from "#lib/live/bounded-body.ts";

const LIMIT = 1_000;
const frame = (text: string) => new TextEncoder().encode(text);
const of = (letter: string, size: number) => frame(letter.repeat(size));

async function readAll(body: BoundedBody): Promise<string> {
  return new Response(body.stream).text();
}

it("a reader that keeps up gets everything, in order", async () => {
  const body = new BoundedBody(LIMIT);
  const read = readAll(body);
  for (let n = 0; n < 50; n += 1) {
    body.write(frame(`${n},`));
    await Promise.resolve();
  }
  body.end();
  expect(await read).toBe(Array.from({ length: 50 }, (_, n) => `${n},`).join(""));
});

it("a reader that does not read loses what waits for a reset, and its stream ends", async () => {
  const body = new BoundedBody(LIMIT);
  let ended = 0;
  body.whenEnded(() => {
    ended += 1;
  });
  for (let n = 0; n < 10_000; n += 1) body.write(of("x", 100));
  expect(ended).toBe(1);
  const text = await readAll(body);
  expect(text.length).toBeLessThan(LIMIT);
  expect(text.endsWith("event: reset\ndata: {}\n\n")).toBe(true);
});

it("one frame beyond the limit goes through where nothing else waits", async () => {
  const body = new BoundedBody(LIMIT);
  body.write(of("a", 10));
  body.write(of("b", 5 * LIMIT));
  body.end();
  expect(await readAll(body)).toBe("a".repeat(10) + "b".repeat(5 * LIMIT));
});

it("what shall happen at the end happens once, also where the end came before, and when the client goes", async () => {
  const heard: string[] = [];
  const body = new BoundedBody();
  body.whenEnded(() => heard.push("first"));
  await body.stream.cancel();
  body.whenEnded(() => heard.push("late"));
  body.end();
  body.write(frame("to nobody"));
  expect(heard).toEqual(["first", "late"]);
});

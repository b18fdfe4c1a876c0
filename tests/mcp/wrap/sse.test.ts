import fc from "fast-check";
import { expect, test } from "vitest";
import { dataOf, withData } from "#lib/mcp/wrap/http/sse-event.ts";
import { SseSplitter } from "#lib/mcp/wrap/http/sse-splitter.ts";

const lines = fc.constantFrom("data: {}", "id: 7", "event: message", ": comment", "data", "retry: 100", "");
const breaks = fc.constantFrom("\n", "\r\n", "\r");
const stream = fc.array(fc.tuple(lines, breaks), { maxLength: 40 }).map((parts) => parts.flat().join(""));

test("events are the same however their bytes arrive, and put together they are the stream", () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(300), { maxLength: 12 }), (text, places) => {
      const bytes = Buffer.from(text);
      const cuts = [...new Set([0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length])].sort((a, b) => a - b);
      const split = (chunks: readonly Buffer[]) => {
        const splitter = new SseSplitter();
        return [...chunks.flatMap((chunk) => splitter.push(chunk)), splitter.rest() ?? Buffer.alloc(0)].map(String);
      };
      const pieces = split(cuts.slice(1).map((end, place) => bytes.subarray(cuts[place], end)));
      expect(pieces).toEqual(split([bytes]));
      expect(pieces.join("")).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test("the data of an event is exchanged, and its name and id are kept", () => {
  const event = Buffer.from("id: 7\r\nevent: message\r\ndata: {\r\ndata: }\r\n\r\n");
  expect(dataOf(event)).toBe("{\n}");
  expect(withData(event, "{}").toString()).toBe("id: 7\nevent: message\ndata: {}\n\n");
  expect(dataOf(Buffer.from(": nothing\n\n"))).toBeNull();
});

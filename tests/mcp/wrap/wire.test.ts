import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineSplitter } from "#lib/mcp/wrap/wire/line-splitter.ts";
import { keyOf, locate, readMessage } from "#lib/mcp/wrap/wire/message.ts";
import { replaceSpans } from "#lib/mcp/wrap/wire/replace-spans.ts";
import { elementsOf, membersOf } from "#lib/mcp/wrap/wire/scan-json.ts";

const whole = (bytes: Buffer) => ({ start: 0, end: bytes.length });
const cut = (bytes: Buffer, { start, end }: { start: number; end: number }) => bytes.toString("utf8", start, end);

/** Cuts bytes anywhere, in the middle of a character too. */
const chunked = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 12 })).map(([bytes, places]) => {
  const cuts = [...new Set([0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length])].sort((a, b) => a - b);
  return { bytes: Buffer.from(bytes), chunks: cuts.slice(1).map((end, n) => Buffer.from(bytes.subarray(cuts[n], end))) };
});

test("lines are the same however their bytes arrive, and put together they are the stream", () => {
  fc.assert(
    fc.property(chunked, ({ bytes, chunks }) => {
      const split = (parts: readonly Buffer[]) => {
        const splitter = new LineSplitter();
        const lines = parts.flatMap((part) => splitter.push(part));
        return { lines, rest: splitter.rest() };
      };
      const pieces = split(chunks);
      expect(pieces).toEqual(split([bytes]));
      expect(Buffer.concat([...pieces.lines, pieces.rest ?? Buffer.alloc(0)]).equals(bytes)).toBe(true);
      for (const line of pieces.lines) expect(line.indexOf("\n")).toBe(line.length - 1);
    }),
  );
});

test("members and elements stand where a parser finds them, however the text is spaced", () => {
  const spacing = fc.constantFrom(undefined, 1, "\t");
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spacing, (value, space) => {
      const bytes = Buffer.from(`${JSON.stringify(value, null, space)}\r\n`);
      const members = membersOf(bytes, whole(bytes)) ?? [];
      expect(Object.fromEntries(members.map((member) => [member.name, JSON.parse(cut(bytes, member.value))]))).toEqual(
        JSON.parse(bytes.toString()),
      );
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), spacing, (value, space) => {
      const bytes = Buffer.from(JSON.stringify(value, null, space));
      expect((elementsOf(bytes, whole(bytes)) ?? []).map((element) => JSON.parse(cut(bytes, element)))).toEqual(
        JSON.parse(bytes.toString()),
      );
    }),
  );
});

test("nothing that comes makes the scanner throw", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: fc.constantFrom(...'{}[]":,\\ a1') })), (input) => {
      expect(readMessage(Buffer.from(input as string)).kind).toBeTypeOf("string");
    }),
    { numRuns: 2_000 },
  );
});

describe("readMessage", () => {
  const read = (text: string) => readMessage(Buffer.from(text));
  test.each([
    ['{"jsonrpc":"2.0","id":1,"method":"ping"}', "request"],
    ['{"jsonrpc":"2.0","method":"notifications/initialized"}', "notification"],
    ['{"method":"a","id":null}', "notification"],
    ['{"id":"x","result":{}}', "answer"],
    ['{"id":"x","error":{"code":1,"message":""}}', "answer"],
    ['[{"id":1,"method":"ping"},{"method":"n"}]', "batch"],
    ["[]", "opaque"],
    ["{", "opaque"],
    ["", "opaque"],
    ["hello", "opaque"],
    ['{"id":1,"method":"ping"} trailing', "opaque"],
  ])("%s is a %s", (text, kind) => {
    expect(read(text).kind).toBe(kind);
  });

  test("a method written in escapes is the same method, and of two the last counts", () => {
    expect(read('{"id":1,"meth\\u006fd":"tools\\/call"}')).toMatchObject({ method: "tools/call" });
    expect(read('{"id":1,"method":"ping","method":"tools/call"}')).toMatchObject({ method: "tools/call" });
  });

  test("an id is known again in another spelling, and told apart beyond the reach of a double", () => {
    const key = (text: string) => keyOf(Buffer.from(text), whole(Buffer.from(text)));
    expect(key('"\\u0061"')).toBe(key('"a"'));
    expect(key("1.0")).toBe(key("1"));
    expect(key('"1"')).not.toBe(key("1"));
    expect(key("9007199254740993")).not.toBe(key("9007199254740992"));
  });
});

test("one member is exchanged and no other byte", () => {
  const bytes = Buffer.from('{ "id" : 1, "params":{"_meta": {"progressToken": 7 }, "x": 1.0} }\r\n');
  const message = readMessage(bytes);
  if (message.kind !== "opaque") throw new Error("no method, no result");
  const members = membersOf(bytes, whole(bytes)) ?? [];
  const params = members.find(({ name }) => name === "params")?.value ?? null;
  const token = locate(bytes, params, "_meta", "progressToken");
  const id = members.find(({ name }) => name === "id")?.value;
  if (!token || !id) throw new Error("not found");
  const replaced = replaceSpans(bytes, [
    { span: token, by: '"t"' },
    { span: id, by: "22" },
  ]);
  expect(replaced.toString()).toBe('{ "id" : 22, "params":{"_meta": {"progressToken": "t" }, "x": 1.0} }\r\n');
});

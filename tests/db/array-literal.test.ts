import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayLiteral } from "#lib/db/array-literal.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const storable = fc.oneof(
  fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
  fc.constantFrom("", " ", "NULL", "{}", "a,b", '"', "\\", '\\"', "\n\t\r", '{"a":"\\n\\u0041"}'),
);

describe("parameters that are arrays", () => {
  it("come back from Postgres as they were sent, whatever texts they hold", async () => {
    const db = await createTestDatabase();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(storable)), async (texts) => {
        const rows = await db.query<{ texts: (string | null)[] }>("SELECT $1::text[] AS texts", [texts]);
        expect(rows).toEqual([{ texts }]);
      }),
    );
  });

  it("keep times to the millisecond, numbers and truth values", async () => {
    const db = await createTestDatabase();
    const times = ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2026-11-23T02:30:00.123Z", "9999-12-31T23:59:59Z"];
    const sent = { times: times.map((time) => new Date(time)), numbers: [0, -1, 2 ** 40, null], truths: [true, false, null] };
    const rows = await db.query("SELECT $1::timestamptz[] AS times, $2::float8[] AS numbers, $3::boolean[] AS truths", [
      sent.times,
      sent.numbers,
      sent.truths,
    ]);
    expect(rows).toEqual([sent]);
  });

  it.each([
    ["a list", [["nested"]]],
    ["an object", [{}]],
    ["bytes", [Buffer.from("bytes")]],
    ["a time past the year 9999", [new Date("+010000-01-01T00:00:00Z")]],
    ["a time that is none", [new Date(Number.NaN)]],
  ])("are left to the driver where they hold %s", (_, elements) => expect(arrayLiteral(elements)).toBeNull());
});

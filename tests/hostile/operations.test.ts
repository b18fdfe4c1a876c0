import { beforeAll, describe, expect, it } from "vitest";
import type { Operation } from "#lib/contract/operation.ts";
import { OPERATIONS } from "#lib/contract/operations.ts";
import { env } from "#lib/env.ts";
import { type Random, seededRandom } from "#tests/support/random.ts";
import { type Attack, attack, knownNames, NOBODY, namesIn, pathOf, queryOf, schemaOf } from "./support/attack.ts";
import { loaded } from "./support/make-event.ts";
import { sampleOf } from "./support/sample.ts";
import { expectProblem, expectReceipt, startTarget, type Target } from "./support/target.ts";

let target: Target;
/** What stands for a name in a path where nothing odd does. */
let known: Record<string, string>;

const ODD_NAMES = ["x", "%00", "..%2f..", "__proto__", "%F0%9F%A6%8A", "'%20OR%201=1--", "a".repeat(5_000), NOBODY, "-1", "1e9"];
const ODD_VALUES: unknown[] = [
  ...[null, true, -1, 0.5, 1e308, 2 ** 53, "", "\0", "\ud800", "🦊\u202e", "'; DROP TABLE lane; --", "9999-12-31T23:59:59Z"],
  ...["a".repeat(100_000), [], {}, [[[]]], { __proto__: { a: 1 } }, { constructor: 1 }, Array.from({ length: 5_000 }, () => "a")],
];
const ODD_TEXTS = ODD_VALUES.map((odd) => (typeof odd === "string" ? odd : JSON.stringify(odd))).filter(
  ({ length }) => length < 5_000,
);
const NO_BODIES = ["", "{", "null", "[]", "7", '"text"', "[".repeat(100_000), '{"__proto__":{"a":1}}'];

beforeAll(async () => {
  target = await startTarget();
  await expectReceipt(await target.report([loaded()]));
  known = await knownNames(target);
});

const pathTo = (operation: Operation, replaced: Record<string, string> = {}) => pathOf(operation, known, replaced);

/** Answers of an endless stream, or one that waits for news, are not read to their end. */
const send = (operation: Operation, sent: Partial<Attack>) => attack(target, operation, { path: pathTo(operation), ...sent });

/** An answer is one that the API documents, or a proper problem which is not the server's own. */
async function expectSound(operation: Operation, sent: Partial<Attack>): Promise<void> {
  const answer = await send(operation, sent);
  const told = { ...sent, status: answer.status, type: answer.headers.get("content-type") };
  if (answer.status < 400)
    expect(Object.keys(operation.answers), JSON.stringify(told).slice(0, 500)).toContain(String(answer.status));
  else {
    expect(told, JSON.stringify(told).slice(0, 500)).toMatchObject({ type: "application/problem+json" });
    expect(answer.status, JSON.stringify(told).slice(0, 500)).toBeLessThan(500);
  }
  await answer.body?.cancel();
}

const random: Random = seededRandom(20_261_123);
const titled = OPERATIONS.map((operation) => [`${operation.method} ${operation.path}`, operation] as const);

describe.each(titled)("%s", (_title, operation) => {
  const { auth, body: bodies = {} } = operation;

  if (auth !== "public" && auth !== "scraper") {
    it("lets nobody in without a key, or with a wrong one", async () => {
      await expectProblem(await send(operation, { token: null }), "unauthenticated");
      await expectProblem(await send(operation, { token: "lk_api_wrong" }), "unauthenticated");
    });
  }

  if (!["public", "scraper", "any"].includes(auth)) {
    it("is not for the other kind of key, whatever is sent", async () => {
      const token = auth === "server" ? (env().LANEKEEPER_BOOTSTRAP_TOKEN ?? "") : target.key;
      for (const body of operation.method === "GET" ? [undefined] : ["{", "{}"])
        await expectProblem(await send(operation, { token, ...(body === undefined ? {} : { body }) }), "forbidden");
    });
  }

  const someBody = (): Pick<Attack, "body"> =>
    operation.body ? { body: JSON.stringify(sampleOf(schemaOf(Object.values(operation.body)[0]), random)) } : {};

  it.each(namesIn(operation))("answers odd names in its path: %s", async (name) => {
    for (const odd of ODD_NAMES) await expectSound(operation, { path: pathTo(operation, { [name]: odd }), ...someBody() });
  });

  it("answers odd values in its query", async () => {
    const schema = schemaOf(operation.query);
    const names = Object.keys(schema.properties ?? {});
    const tokens = auth === "any" ? [undefined, target.key] : [undefined];
    await expectSound(operation, { query: "?nobody-knows=1&__proto__=2&a[]=3&%00", ...someBody() });
    for (const [name, token] of names.flatMap((name) => tokens.map((token) => [name, token] as const))) {
      for (const odd of ODD_TEXTS) {
        const query = queryOf({ ...(sampleOf(schema, random) as object), [name]: odd });
        await expectSound(operation, { query, ...someBody(), ...(token === undefined ? {} : { token }) });
      }
    }
  });

  it.each(Object.keys(bodies))("answers bodies of %s that are none, and odd values in each member", async (type) => {
    for (const body of NO_BODIES) await expectSound(operation, { body, type });
    const schema = schemaOf(bodies[type]);
    for (const name of Object.keys(schema.properties ?? {})) {
      for (const odd of ODD_VALUES) {
        const sample = { ...(sampleOf(schema, random) as object | null), [name]: odd };
        await expectSound(operation, { body: JSON.stringify(sample), type });
      }
    }
  });
});

it("nothing of this was an error of the server, and everything still answers", async () => {
  expect(target.log()).not.toContain('"level":"error"');
  expect((await target.ask("/api/v1/summary")).status).toBe(200);
});

import { beforeAll, describe, expect, it } from "vitest";
import type { CommandView } from "#lib/contract/command.ts";
import type { Operation } from "#lib/contract/operation.ts";
import { OPERATIONS } from "#lib/contract/operations.ts";
import { CREDENTIALS } from "#tests/domain/support/credentials.ts";
import { attack, knownNames, namesIn, pathOf, queryOf, schemaOf } from "./support/attack.ts";
import { expectNothingOf } from "./support/expect-nothing-of.ts";
import { loaded } from "./support/make-event.ts";
import { fullSampleOf, replaceTexts } from "./support/sample.ts";
import { expectProblem, expectReceipt, startTarget, type Target } from "./support/target.ts";

let target: Target;
let known: Record<string, string>;

beforeAll(async () => {
  target = await startTarget();
  await expectReceipt(await target.report([loaded()]));
  known = await knownNames(target);
});

/** A fifth of all shapes, of a score of providers: more of each would tell nothing more of the fields. */
const PLANTED = Object.values(CREDENTIALS).filter((_, index) => index % 5 === 0);

/** The part that no other text holds, however the rest is escaped where it is written. */
const core = (credential: string): string =>
  (credential.match(/[A-Za-z0-9]+/g) ?? []).reduce((longest, run) => (run.length > longest.length ? run : longest), "");

/** What is sent, with a credential in one place. */
interface Sent {
  path: string;
  query: string;
  body: unknown;
}
type Place = [name: string, plant: (credential: string, sent: Sent) => Partial<Sent>];

const inPath = (operation: Operation): Place[] =>
  namesIn(operation).map((name) => [
    `path.${name}`,
    (credential) => ({ path: pathOf(operation, known, { [name]: encodeURIComponent(credential) }) }),
  ]);

const inQuery = ({ query }: Operation): Place[] => {
  const sample = fullSampleOf(schemaOf(query)) as object | null;
  return [...Object.keys(sample ?? {}), "nobody-knows"]
    .filter((name) => name !== "cursor")
    .map((name): Place => [`query.${name}`, (credential) => ({ query: queryOf({ ...sample, [name]: credential }) })])
    .concat([["query (a field name)", (credential) => ({ query: queryOf({ [credential]: 1 }) })]]);
};

const inBody = ({ path, body }: Operation): Place[] => {
  if (!body) return [];
  const cleared = path.endsWith("/acks") ? ["body.code", "body.detail"] : [];
  const sample = { ...(fullSampleOf(schemaOf(Object.values(body)[0])) as object), "nobody-knows": { deep: ["text"] } };
  return replaceTexts(sample, "body")
    .filter(([name]) => !cleared.includes(name))
    .map(([name, replace]): Place => [name, (credential) => ({ body: replace(credential) })])
    .concat([["body (a field name)", (credential) => ({ body: { ...sample, [credential]: 1 } })]]);
};

/** Events are told apart one by one, and tested by themselves. */
const operations = OPERATIONS.filter(({ path }) => path !== "/api/v1/events" && path !== "/api/openapi.json");

describe.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  "%s",
  (_, operation) => {
    const whole = (): Sent => ({
      path: pathOf(operation, known),
      query: "",
      body: operation.body && fullSampleOf(schemaOf(Object.values(operation.body)[0])),
    });
    const places = [...inPath(operation), ...inQuery(operation), ...inBody(operation)];

    it.each(places)("refuses a credential in %s, which it names", async (name, plant) => {
      for (const credential of PLANTED) {
        const { body, ...sent } = { ...whole(), ...plant(credential, whole()) };
        const answer = await attack(target, operation, {
          ...sent,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const problem = await expectProblem(answer, "secret_material");
        expect(problem).toMatchObject({ fields: [{ field: name }] });
        expect(JSON.stringify(problem)).not.toContain(core(credential));
      }
    });

    it("keeps nothing that comes in a header", async () => {
      for (const credential of PLANTED.filter((text) => !text.includes("\n"))) {
        const names = [
          "user-agent",
          "referer",
          "x-forwarded-for",
          "x-request-id",
          "traceparent",
          "last-event-id",
          "if-none-match",
        ];
        const headers = Object.fromEntries(names.map((name) => [name, credential]));
        const { path, body } = whole();
        const sent = { path, headers, ...(operation.method === "POST" && body !== undefined ? { body: "{}" } : {}) };
        const answer = await attack(target, operation, sent);
        expect(answer.status).toBeLessThan(500);
        await answer.body?.cancel();
      }
    });
  },
);

it("refuses a credential as the key of a request that is sent twice", async () => {
  const path = `/api/v1/lanes/${known.lane}/commands`;
  const [sending] = OPERATIONS.filter(
    (operation) => operation.method === "POST" && operation.path === "/api/v1/lanes/{lane}/commands",
  );
  for (const credential of PLANTED.filter((text) => text.length <= 128 && !text.includes("\n"))) {
    const body = JSON.stringify({ kind: "probe", reason: "Planned work" });
    const answer = sending && (await attack(target, sending, { path, body, headers: { "idempotency-key": credential } }));
    expect(answer && (await expectProblem(answer, "secret_material"))).toMatchObject({
      fields: [{ field: "header.Idempotency-Key" }],
    });
  }
});

it("keeps a command's outcome, and not the credential in a replica's words on it", async () => {
  for (const credential of PLANTED) {
    const asked = { kind: "probe", reason: "Planned work" };
    const init = { method: "POST", headers: { "content-type": "application/json" } };
    const answer = await target.ask(`/api/v1/lanes/${known.lane}/commands`, { ...init, body: JSON.stringify(asked) });
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as CommandView;
    const ack = { replica: "web1-9c2e", status: "failed", code: "probe_failed", detail: `401 for ${credential}` };
    const taken = await target.ask(`/api/v1/commands/${id}/acks`, { ...init, token: target.key, body: JSON.stringify(ack) });
    expect(taken.status).toBe(204);
    const view = await (await target.ask(`/api/v1/commands/${id}`)).text();
    const detail = expect.stringContaining("looked like a credential");
    expect(JSON.parse(view)).toMatchObject({ status: "failed", targets: [{ status: "failed", code: null, detail }] });
    expect(view).not.toContain(core(credential));
  }
});

it("none of them is in any column of any table, nor in the log", async () => {
  await expectNothingOf(target, [...new Set(PLANTED.map(core))]);
});

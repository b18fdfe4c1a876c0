import { randomBytes } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { Rejection } from "#lib/contract/event.ts";
import { expectNothingOf } from "./support/expect-nothing-of.ts";
import { loaded, makeEvent } from "./support/make-event.ts";
import { expectReceipt, startTarget, type Target } from "./support/target.ts";

let target: Target;

beforeAll(async () => {
  target = await startTarget();
});

const random = (characters: number): string => randomBytes(characters).toString("hex").slice(0, characters);

/** Made here and nowhere valid; put together so that no scanner of source takes them for real. */
const SHAPES: Record<string, () => string> = {
  "a GitHub token": () => `ghp_${random(36)}`,
  "a fine-grained GitHub token": () => `github_pat_${random(22)}_${random(59)}`,
  "a Stripe key": () => `sk_live_${random(24)}`,
  "a Slack token": () => `xoxb-${random(12)}-${random(24)}`,
  "an OpenAI key": () => `sk-proj-${random(40)}`,
  "a HubSpot token": () => `pat-na1-${random(8)}-${random(4)}-${random(4)}-${random(4)}-${random(12)}`,
  "a Google token": () => `ya29.${random(60)}`,
  "an AWS key id": () => `AKIA${random(16).toUpperCase()}`,
  "a GitLab token": () => `glpat-${random(20)}`,
  "a Vault token": () => `hvs.${random(40)}`,
  "a JSON web token": () => `eyJ${random(20)}.eyJ${random(40)}.${random(40)}`,
  "a server key of ours": () => `lk_srv_${random(12)}_${random(48)}_${random(32)}`,
  "a bearer header": () => `Bearer ${random(40)}`,
  "an address with a password": () => `https://user:${random(20)}@example.com/`,
  "a private key": () => `-----BEGIN RSA PRIVATE KEY-----\n${random(64)}`,
};

const usage = { route: { tool: "issues_list" }, result: "ok", count: 1 };
const withData = (data: unknown) => makeEvent({ data });
const evidence = (held: Record<string, unknown>) =>
  makeEvent({ type: "dev.lanekeeper.auth.failed", data: { generation: 1, outcome: "rate_limited", evidence: held } });

const PLACES: Record<string, (secret: string) => unknown> = {
  "the id": (secret) => makeEvent({ id: secret }),
  "id and lane both": (secret) => ({ subject: secret, ...makeEvent({ id: secret, subject: secret }) }),
  "the lane": (secret) => makeEvent({ subject: secret }),
  "the replica": (secret) => makeEvent({ source: `/servers/github-tools/replicas/${secret}` }),
  "the type": (secret) => makeEvent({ type: `dev.lanekeeper.${secret}` }),
  "the time": (secret) => makeEvent({ time: secret }),
  "the sequence": (secret) => makeEvent({ sequence: secret }),
  "an attribute nobody knows": (secret) => makeEvent({ extra: secret }),
  "data itself": (secret) => withData(secret),
  "a tool": (secret) => withData({ ...usage, route: { tool: secret } }),
  "a tool, within other text": (secret) => withData({ ...usage, route: { tool: `call with ${secret} please` } }),
  "a member nobody knows": (secret) => withData({ ...usage, extra: { deep: [[secret]] } }),
  "the name of a member": (secret) => withData({ ...usage, [secret]: 1 }),
  "a provider's header": (secret) => evidence({ headers: { "x-echo": secret } }),
  "the name of a provider's header": (secret) => evidence({ headers: { [secret]: "x" } }),
  "a provider's words": (secret) => evidence({ detail: `the key ${secret} is wrong` }),
  "a store's reference": (secret) => loaded({ store: { type: "file", reference: secret } }),
  "a scope": (secret) => loaded({ scopes: [secret] }),
  "a fingerprint": (secret) => loaded({ fingerprint: secret }),
};

/** What must never be found again: the random part, whatever stands around it. */
const planted: string[] = [];
const core = (secret: string): string => /[0-9a-f]{16,}/i.exec(secret.split("_").at(-1) ?? "")?.[0] ?? secret;

it.each(Object.keys(PLACES))("a credential as %s is refused and not repeated, and the good events stay", async (place) => {
  const secrets = Object.values(SHAPES).map((make) => make());
  planted.push(...secrets.map(core));
  const bad = secrets.map((secret) => PLACES[place]?.(secret));
  const answer = await target.report([makeEvent(), ...bad, makeEvent()]);
  const receipt = await expectReceipt(answer);
  const codes = receipt.rejected.map(({ index, code }: Rejection) => `${Object.keys(SHAPES)[index - 1]}: ${code}`);
  expect(codes).toEqual(Object.keys(SHAPES).map((shape) => `${shape}: secret_material`));
  expect(receipt.accepted).toBe(2);
  for (const secret of secrets) expect(JSON.stringify(receipt)).not.toContain(core(secret));
});

it.each(["authorization", "password", "access_token", "client_secret", "x-api-key", "Cookie"])(
  "whatever stands under the name %s is refused",
  async (name) => {
    const secret = random(20);
    planted.push(secret);
    const receipt = await expectReceipt(await target.report([evidence({ headers: { [name]: secret } }), makeEvent()]));
    expect(receipt).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: "secret_material" }] });
    expect(JSON.stringify(receipt)).not.toContain(secret);
  },
);

it("a key that opens nothing is not written down either", async () => {
  const secret = random(48);
  planted.push(secret);
  for (const token of [`lk_srv_${random(12)}_${secret}_${random(32)}`, `lk_api_${random(12)}_${secret}`, `ghp_${secret}`])
    expect((await target.ask("/api/v1/lanes", { token })).status).toBe(401);
  expect((await target.ask(`/api/v1/lanes?q=${secret}`, { token: `lk_api_${random(12)}_${secret}` })).status).toBe(401);
});

it("none of them is in any column of any table, nor in the log", async () => {
  planted.push(...target.key.split("_").slice(3));
  await expectNothingOf(target, planted);
});

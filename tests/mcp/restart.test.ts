import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type LaneOptions, oauthRefreshStore } from "#lib/mcp/index.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";
import { call, DONE, PROD, refusalOf, type Stage, setStage, textOf } from "./support/stage.ts";

/** Nothing listens there. */
const AWAY = { url: "http://127.0.0.1:9" };

let stage: Stage;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await stage.close();
  for (const end of ends.splice(0)) await end();
});

async function started(...options: Parameters<typeof setStage>): Promise<void> {
  stage = await setStage(...options);
  const issuedAt = new Date(Date.now() - 60_000).toISOString();
  await stage.store(PROD, { secret: "key-3", version: "3", expires_at: "never", issued_at: issuedAt });
  await stage.keeper.start();
}
const until = (control: string) => vi.waitFor(() => expect(stage.keeper.lane(PROD).status().control).toBe(control));
/** Another process of the server while Lanekeeper is away: what its first call on each lane comes to. */
async function restarted(): Promise<{ prod: string; neighbour: string }> {
  const keeper = await stage.restart(AWAY);
  const client = await stage.client(keeper);
  const [prod, neighbour] = [await call(client, "issues_list"), await call(client, "runs_list")];
  await keeper.stop();
  return { prod: prod.isError ? refusalOf(prod).code : textOf(prod), neighbour: textOf(neighbour) };
}

describe("a process that starts while Lanekeeper is away", () => {
  test("holds the pause, says the same of it, and leaves the neighbour alone", async () => {
    await started();
    stage.lanekeeper.want({ lane: PROD, control: "paused", reason: "suspicious writes", reference: "audit-7" });
    await until("paused");
    await stage.keeper.stop();
    expect(await restarted()).toEqual({ prod: "lane_paused", neighbour: DONE });
  });

  test("holds the containment, whatever its store shows by now", async () => {
    await started();
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    stage.lanekeeper.want({ lane: PROD, control: "contained", reference: "audit-8" });
    await until("contained");
    await stage.keeper.stop();
    expect(await restarted()).toEqual({ prod: "credential_revoked", neighbour: DONE });
    await stage.store(PROD, { secret: "key-4", version: "4" });
    expect(await restarted()).toEqual({ prod: "lane_paused", neighbour: DONE });
  });

  test("holds a dead generation dead without asking its provider, also where another process wrote since", async () => {
    await started();
    const other = await stage.restart();
    const client = await stage.client();
    await call(client, "issues_list");
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    expect(refusalOf(await call(client, "issues_list")).code).toBe("credential_revoked");
    stage.provider.answers.set("key-3", OK);
    expect(textOf(await call(await stage.client(other), "issues_list"))).toBe(DONE);
    await Promise.all([stage.keeper.stop(), other.stop()]);
    const before = stage.provider.used().length;
    expect(await restarted()).toEqual({ prod: "credential_revoked", neighbour: DONE });
    expect(stage.provider.used().slice(before)).not.toContain("key-3");
  });

  test("knows nothing where its state is damaged, and then does what it was told to do", async () => {
    await started({}, { whenUnknown: "refuse" });
    await stage.keeper.stop();
    expect(await restarted()).toEqual({ prod: DONE, neighbour: DONE });
    await writeFile(join(stage.folder, "state", "github-tools", "lanes.json"), "{half");
    const client = await stage.client(await stage.restart(AWAY));
    expect(refusalOf(await call(client, "runs_list")).code).toBe("preflight_refused");
  });
});

describe("a refresh that failed", () => {
  let tokens: HttpPeer;
  let asked: number;
  let answer: PeerAnswer;

  beforeEach(async () => {
    asked = 0;
    tokens = await startHttpPeer(() => {
      asked += 1;
      return answer;
    });
    ends.push(() => tokens.close());
  });

  async function grantStage(secret: string): Promise<void> {
    const first = await setStage();
    ends.push(() => first.close());
    await first.store("grant", { refresh_token: secret });
    const store = oauthRefreshStore({
      tokenUrl: `${tokens.url}/token`,
      clientId: "app",
      clientSecret: "hush",
      path: join(first.folder, "grant"),
    });
    const lane: Partial<LaneOptions> = { kind: "oauth_refresh", store, probe: undefined };
    stage = await setStage(lane);
    await stage.keeper.start();
  }

  test.each<[string, PeerAnswer]>([
    ["for now", { status: 503, headers: { "retry-after": "30" } }],
    ["for good", { status: 400, body: { error: "invalid_grant" } }],
  ])("%s is not tried again by a process that starts a moment later, until the rest is over", async (_name, given) => {
    answer = given;
    await grantStage("rt-1");
    expect(asked).toBe(1);
    await stage.keeper.stop();
    const again = await stage.restart();
    expect(refusalOf(await call(await stage.client(again), "issues_list")).code).toBe("refresh_failed");
    expect(asked).toBe(1);
    await again.stop();
    await stage.restart({ now: () => new Date(Date.now() + 120_000) });
    expect(asked).toBe(2);
  });
});

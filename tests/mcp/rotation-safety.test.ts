import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, describe, expect, test, vi } from "vitest";
import { retireOld } from "#lib/mcp/commands/retire-old.ts";
import type { LaneOptions } from "#lib/mcp/index.ts";
import type { LaneKeeper } from "#lib/mcp/keeper.ts";
import { OK, UNAUTHORIZED } from "./support/provider-peer.ts";
import { rotate } from "./support/rotate.ts";
import type { RotatingLife } from "./support/rotating-process.ts";
import { call, DONE, PROD, SERVER_KEY, type Stage, setStage, textOf } from "./support/stage.ts";

const endings: (() => Promise<unknown>)[] = [];
let stage: Stage;
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await stage?.close();
});

const status = () => stage.keeper.lane(PROD).status();
const newKey = (secret = "key-4") => stage.store(PROD, { secret, version: "4" });

async function begin(lane: Partial<LaneOptions> = {}) {
  stage = await setStage(lane);
  await stage.keeper.start();
  return stage.client();
}
async function adopted(): Promise<void> {
  await newKey();
  const { generation } = await rotate(stage, "prepare");
  expect(await rotate(stage, "adopt", { generation })).toMatchObject({ status: "succeeded" });
}

describe("the last good credential serves on where", () => {
  const servesOn = async (client: Client, generation: number) => {
    expect(textOf(await call(client, "issues_list"))).toBe(DONE);
    expect(status()).toMatchObject({ generation, refusal: null });
    expect(stage.provider.used().at(-1)).toBe(`key-${generation}`);
    await stage.keeper.stop();
    expect(stage.lanekeeper.ofKind("lane.degraded_started", PROD)).toEqual([]);
  };

  test("the store cannot be read", async () => {
    const client = await begin();
    await stage.store(PROD, { secret: "" });
    expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "store_unreachable" });
    await servesOn(client, 3);
  });

  test("a hook makes a key and then fails", async () => {
    const client = await begin({
      create: async () => {
        await newKey();
        throw new Error("the answer was lost");
      },
    });
    expect(await rotate(stage, "prepare")).toMatchObject({ status: "failed", code: "create_failed" });
    await servesOn(client, 3);
  });

  test("the provider refuses the candidate only when it is adopted", async () => {
    const client = await begin();
    await newKey();
    const { generation } = await rotate(stage, "prepare");
    stage.provider.answers.set("key-4", UNAUTHORIZED);
    expect(await rotate(stage, "adopt", { generation })).toMatchObject({ status: "failed", code: "preflight_refused" });
    await servesOn(client, 3);
  });

  test("the store shows another key by then", async () => {
    const client = await begin();
    await newKey();
    const { generation } = await rotate(stage, "prepare");
    await newKey("key-3");
    await vi.waitFor(() => expect(status().store?.fingerprint).toBe(status().fingerprint));
    expect(await rotate(stage, "adopt", { generation })).toMatchObject({ status: "failed", code: "not_in_store" });
    await servesOn(client, 3);
  });

  test("the old one cannot be retired, which may be asked for again", async () => {
    const retire = vi.fn<NonNullable<LaneOptions["retire"]>>();
    retire.mockRejectedValueOnce(new Error("key-3 cannot be deleted"));
    const client = await begin({ retire: async (context) => retire(context) });
    await adopted();
    expect(await rotate(stage, "retire_old")).toMatchObject({
      status: "failed",
      code: "retire_failed",
      detail: "(the credential) cannot be deleted",
    });
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    expect(await rotate(stage, "retire_old")).toMatchObject({ status: "succeeded", generation: { number: 3 } });
    await servesOn(client, 4);
    expect(stage.lanekeeper.ofKind("credential.retired", PROD)).toHaveLength(1);
  });
});

describe("an old key is not called dead", () => {
  const RETIRE = { id: "a", lane: PROD, kind: "rotate", phase: "retire_old", args: {}, expires_at: null } as const;
  test.each([
    ["where the provider could not say so any more", [OK, { status: 503 }, { status: 503 }], "still_accepted"],
    ["where the provider could never say so", [{ status: 503 }, { status: 429 }, { status: 503 }], "unconfirmed"],
  ])("%s", async (_name, answers, code) => {
    await begin({ retire: async () => {} });
    await adopted();
    const tries = [...answers];
    stage.provider.answers.set("key-3", () => tries.shift() ?? UNAUTHORIZED);
    const lane = (stage.keeper as LaneKeeper).lanes.get(PROD);
    const waits: number[] = [];
    const outcome = lane && (await retireOld(lane, RETIRE, async (waitMs) => void waits.push(waitMs)));
    expect([outcome, waits]).toMatchObject([{ status: "failed", code }, [0, 1_000, 3_000]]);
    await stage.keeper.stop();
    expect(stage.lanekeeper.ofKind("credential.retired", PROD)).toEqual([]);
  });
});

test("a call that comes back late to the retired key goes on with the new one, and moves the lane nowhere", async () => {
  stage = await setStage();
  const issuedAt = new Date(Date.now() - 3_600_000).toISOString();
  await stage.store(PROD, { secret: "key-3", version: "3", issued_at: issuedAt, expires_at: "never" });
  await stage.keeper.start();
  const client = await stage.client();
  stage.provider.answers.set("key-3", async () => {
    stage.provider.answers.set("key-3", UNAUTHORIZED);
    await adopted();
    await stage.store(PROD, { secret: "key-5", version: "5" });
    await vi.waitFor(() => expect(status().store?.version).toBe("5"));
    return OK;
  });
  expect(textOf(await call(client, "slow"))).toBe(DONE);
  const slow = stage.provider.http.requests.filter(({ path }) => path === "/slow");
  expect(slow.map(({ headers }) => headers.authorization)).toEqual(["Bearer key-3", "Bearer key-3", "Bearer key-4"]);
  expect(status()).toMatchObject({ generation: 4, refusal: null, inFlight: 0 });
  await stage.keeper.stop();
  expect(stage.lanekeeper.ofKind("credential.revoked", PROD)).toEqual([]);
});

describe("a process", () => {
  let lives = 0;
  /** A server of its own over standard input and output, on the state and the store that the one before left. */
  async function live() {
    lives += 1;
    const { lanekeeper, provider, folder } = stage;
    const life: RotatingLife = {
      url: lanekeeper.url,
      key: SERVER_KEY,
      replica: `web-${lives}`,
      lane: PROD,
      provider: provider.url,
      secretPath: join(folder, PROD),
      stateDir: join(folder, "state"),
    };
    const script = fileURLToPath(new URL("./support/rotating-process.ts", import.meta.url));
    const transport = new StdioClientTransport({ command: process.execPath, args: [script, JSON.stringify(life)] });
    const client = new Client({ name: "agent", version: "1.0.0" });
    await client.connect(transport);
    endings.push(() => client.close());
    return { client, replica: life.replica, pid: transport.pid ?? 0 };
  }
  const loadedBy = (replica: string) =>
    stage.lanekeeper.events
      .filter(({ kind, event }) => kind === "credential.loaded" && event.source.endsWith(replica))
      .map(({ data }) => data.generation);

  test("rotates from one key to the next under the same id, and its client notices nothing", async () => {
    stage = await setStage();
    const { client, pid } = await live();
    expect(textOf(await call(client, "issues_list"))).toBe("200");
    const { generation } = await rotate(stage, "prepare");
    await rotate(stage, "adopt", { generation });
    expect(textOf(await call(client, "issues_list"))).toBe("200");
    stage.provider.answers.set("key-3", () => {
      const isEnded = stage.provider.http.requests.some(({ path }) => path === "/retire");
      return isEnded && stage.provider.http.requests.at(-1)?.path !== "/retire" ? UNAUTHORIZED : OK;
    });
    expect(await rotate(stage, "retire_old")).toMatchObject({ status: "succeeded", generation: { number: 3 } });
    expect(textOf(await call(client, "issues_list"))).toBe("200");
    const issues = stage.provider.http.requests.filter(({ path }) => path === "/issues");
    expect(issues.map(({ headers }) => headers.authorization)).toEqual(["Bearer key-3", "Bearer key-4", "Bearer key-4"]);
    expect(stage.lanekeeper.ofKind("server.started").map(({ data }) => data.pid)).toEqual([pid]);
    expect(stage.lanekeeper.ofKind("lane.degraded_started", PROD)).toEqual([]);
    const [retired] = stage.lanekeeper.ofKind("credential.retired", PROD);
    expect(retired?.data).toMatchObject({ generation: 3, evidence: { status: 401 } });
  });

  test("that is killed between the cut-over and its answer has cut over, and the next one says so", async () => {
    stage = await setStage();
    const first = await live();
    const { generation } = await rotate(stage, "prepare");
    stage.lanekeeper.ackStatus = 503;
    const command = { id: "00000000-0000-4000-8000-00000000000a", lane: PROD, kind: "rotate", phase: "adopt" } as const;
    stage.lanekeeper.command({ ...command, args: { generation }, expires_at: null });
    await vi.waitFor(() => expect(stage.lanekeeper.ofKind("rotation.cut_over", PROD)).toHaveLength(1), { timeout: 5_000 });
    process.kill(first.pid, "SIGKILL");
    stage.lanekeeper.ackStatus = 202;

    const next = await live();
    expect(textOf(await call(next.client, "issues_list"))).toBe("200");
    expect(stage.provider.used().at(-1)).toBe("key-4");
    stage.lanekeeper.command({ ...command, args: { generation }, expires_at: null });
    const succeeded = { command: command.id, replica: next.replica, status: "succeeded", generation };
    const untilTold = { timeout: 5_000 };
    await vi.waitFor(() => expect(stage.lanekeeper.acks).toContainEqual(expect.objectContaining(succeeded)), untilTold);
    await vi.waitFor(() => expect(loadedBy(next.replica)).toEqual([4]), untilTold);
    expect(stage.lanekeeper.ofKind("rotation.cut_over", PROD)).toHaveLength(1);
  });
});

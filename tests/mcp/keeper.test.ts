import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createKeeper, fileStore, type KeeperOptions } from "#lib/mcp/index.ts";
import { Coalescer } from "#lib/mcp/report/coalescer.ts";
import { VERSION } from "#lib/mcp/version.ts";
import { call, DONE, PROD, SERVER_KEY, type Stage, setStage, textOf } from "./support/stage.ts";

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

describe("options", () => {
  const lane = { name: "a", provider: "github", store: fileStore({ path: "/nowhere" }), routes: [] };
  const options = (changed: Partial<KeeperOptions>): KeeperOptions => ({
    url: "https://lanekeeper.example",
    key: SERVER_KEY,
    server: "s",
    lanes: [lane],
    ...changed,
  });
  test.each<[string, Partial<KeeperOptions>, string]>([
    ["a server key in the clear", { url: "http://lanekeeper.example" }, "url must be https"],
    ["a name that only looks like loopback", { url: "http://127.0.0.1.example" }, "url must be https"],
    ["a server that is no slug", { server: "My Server" }, "server must be a slug"],
    ["a replica name with a slash", { replica: "a/b" }, "replica is not a valid name"],
    ["a heartbeat that never comes", { heartbeatS: 0 }, "heartbeatS must lie between"],
    ["a lane name with a space", { lanes: [{ ...lane, name: "a b" }] }, '"a b" is not a valid lane name'],
    ["two lanes of one name", { lanes: [lane, lane] }, "lanes must have different names"],
  ])("refuse %s", (_name, changed, message) => {
    expect(() => createKeeper(options(changed))).toThrow(message);
  });

  test.each(["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000", "https://lanekeeper.example"])(
    "accept %s",
    (url) => {
      expect(createKeeper(options({ url })).status()).toMatchObject({ running: false, queued: 0 });
    },
  );

  test("accept any address where the author says so", () => {
    expect(() => createKeeper(options({ url: "http://lanekeeper.internal", allowInsecure: true }))).not.toThrow();
  });

  test("a text that is no server key ends the start without being quoted", async () => {
    const keeper = createKeeper(options({ key: "lk_api_nonsense", stateDir: null }));
    await expect(keeper.start()).rejects.toThrow("not a Lanekeeper server key");
    await expect(keeper.start()).rejects.not.toThrow("lk_api_nonsense");
  });
});

describe("a refused key", () => {
  test("leaves the lanes working and gated", async () => {
    stage = await setStage();
    stage.lanekeeper.streamStatus = 401;
    stage.lanekeeper.failures = [{ status: 401 }];
    await stage.keeper.start();
    await vi.waitFor(() => expect(stage?.keeper.status().reporting).toBe("denied"));
    expect(textOf(await call(await stage.client(), "issues_list"))).toBe(DONE);
  });
});

test("a listener that throws harms nobody", async () => {
  stage = await setStage();
  const heard: number[] = [];
  stage.keeper.on("generation", () => {
    throw new Error("mine");
  });
  const end = stage.keeper.on("generation", ({ generation }) => heard.push(generation));
  await stage.keeper.start();
  expect(heard.toSorted()).toEqual([1, 3]);
  end();
  expect(stage.keeper.lane(PROD).status().generation).toBe(3);
});

test("a replica has a new name at every start", async () => {
  stage = await setStage();
  await stage.keeper.start();
  const again = await stage.restart();
  expect(again.replica).not.toBe(stage.keeper.replica);
  expect(again.replica).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*-[0-9a-f]{8}$/);
});

test("a running keeper does not hold its process open", async () => {
  stage = await setStage();
  const script = `
    import { createKeeper, fileStore } from ${JSON.stringify(join(process.cwd(), "lib/mcp/index.ts"))};
    const store = fileStore({ path: ${JSON.stringify(join(stage.folder, PROD))} });
    const lanes = [{ name: "a", provider: "github", store, routes: [] }];
    const keeper = createKeeper({ url: ${JSON.stringify(stage.lanekeeper.url)}, key: "${SERVER_KEY}", server: "s", stateDir: null, lanes });
    await keeper.start();
    console.log(keeper.status().connected, keeper.lane("a").status().generation);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script]);
  let printed = "";
  child.stdout.on("data", (text) => {
    printed += text;
  });
  child.stderr.on("data", (text) => {
    printed += text;
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect({ code, printed: printed.trim() }).toEqual({ code: 0, printed: "true 3" });
});

test.each([
  ["with a folder, and says so", {}, true],
  ["without one, and says so", { stateDir: null }, false],
])("keeps its events %s", async (_name, options, durable) => {
  stage = await setStage({}, options);
  await stage.keeper.start();
  await vi.waitFor(() => expect(stage?.lanekeeper.ofKind("server.started")).toMatchObject([{ data: { durable } }]));
  expect(stage.keeper.status()).toMatchObject({ durable, dropped: 0 });
});

describe("kept state", () => {
  test("is for its owner's eyes only and holds no secret", async () => {
    stage = await setStage();
    await stage.keeper.start();
    stage.lanekeeper.want({ lane: PROD, control: "paused", reason: "incident" });
    await vi.waitFor(() => expect(stage?.keeper.lane(PROD).status().control).toBe("paused"));
    await stage.keeper.stop();
    for (const name of ["desired.json", "lanes.json"]) {
      const path = join(stage.folder, "state", "github-tools", name);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readFile(path, "utf8")).not.toContain("key-3");
    }
  });
});

describe("coalescing", () => {
  test("lets the first through, then one a minute with how many there were", () => {
    vi.useFakeTimers();
    const sent: number[] = [];
    const coalescer = new Coalescer();
    const send = (count: number) => `id-${sent.push(count)}`;
    const note = () => coalescer.note("key", send);
    expect([note(), note(), note()]).toEqual(["id-1", "id-1", "id-1"]);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(60_000);
    expect(sent).toEqual([1, 2]);
    expect(note()).toBe("id-2");
    vi.advanceTimersByTime(60_000);
    expect(sent).toEqual([1, 2, 1]);
    vi.advanceTimersByTime(60_000);
    expect(note()).toBe("id-4");
    vi.useRealTimers();
  });
});

test("the version told to Lanekeeper is the package's", () => {
  expect(VERSION).toBe(JSON.parse(readFileSync("lib/mcp/package.json", "utf8")).version);
});

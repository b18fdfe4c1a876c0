import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CloudEvent } from "#lib/contract/event.ts";
import { fingerprintOf } from "#lib/mcp/fingerprint.ts";
import { ownIdentity, type ProcessIdentity } from "#lib/mcp/process-identity.ts";
import type { Reporter } from "#lib/mcp/report/reporter.ts";
import { headerLine, readSpool, type SpoolHeader } from "#lib/mcp/report/spool/spool-line.ts";
import { type HttpPeer, type PeerAnswer, type PeerRequest, startHttpPeer } from "#tests/support/http-peer.ts";
import { type RunningScript, runScript } from "#tests/support/running-script.ts";
import { type ReportingOptions, SERVER, startReporting } from "./support/reporting.ts";
import type { ReportingLife } from "./support/reporting-process.ts";

const SCRIPT = "tests/mcp/support/reporting-process.ts";
const AWAY = "http://127.0.0.1:9";
const HERE = fingerprintOf("c3".repeat(16), "installation");
const DAY_MS = 86_400_000;

let root: string;
let folder: string;
let peer: HttpPeer;
let answers: ((request: PeerRequest) => PeerAnswer)[];
let reporters: Reporter[];
let children: RunningScript[];

const batchOf = ({ body }: PeerRequest): CloudEvent[] => JSON.parse(body);
const accept = (request: PeerRequest): PeerAnswer => ({
  status: 202,
  headers: { date: new Date().toUTCString() },
  body: { accepted: batchOf(request).length, duplicates: 0, rejected: [], control_version: 1 },
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lanekeeper-spool-"));
  folder = join(root, SERVER);
  answers = [];
  reporters = [];
  children = [];
  peer = await startHttpPeer((request) => (answers.shift() ?? accept)(request));
});
afterEach(async () => {
  for (const child of children) child.process.kill("SIGKILL");
  await Promise.all(children.map(({ ended }) => ended));
  await Promise.all(reporters.map((reporter) => reporter.stop(100)));
  await peer.close();
  await rm(root, { recursive: true, force: true });
});

async function start(replica: string, changed: Partial<ReportingOptions> = {}): Promise<Reporter> {
  const reporter = await startReporting({ url: peer.url, replica, folder, ...changed });
  reporters.push(reporter);
  return reporter;
}

/** A process that reports to nobody, and what it says of itself. */
async function live(life: Partial<ReportingLife> & { replica: string }) {
  const child = runScript([SCRIPT, JSON.stringify({ url: AWAY, folder, events: 3, ...life })]);
  children.push(child);
  return JSON.parse(await child.line(/./)) as { ids: string[]; durable: boolean; warnings: string[] };
}

async function kill(): Promise<void> {
  for (const child of children.splice(0)) {
    child.process.kill("SIGKILL");
    await child.ended;
  }
}

const verified = (reporter: Reporter, generation = 1) => reporter.report("credential.verified", { generation }, "lane");
const sent = () => peer.requests.flatMap(batchOf);
const sentBy = (replica: string) => sent().filter(({ source }) => source.endsWith(`/${replica}`));
const idsOf = (events: readonly CloudEvent[]) => events.map(({ id }) => id);
const files = async () => (await readdir(folder)).toSorted();
const settled = (reporter: Reporter) => vi.waitFor(() => expect(reporter.queued).toBe(0), { timeout: 5_000 });
const untilSent = (replica: string, count: number) =>
  vi.waitFor(() => expect(sentBy(replica)).toHaveLength(count), { timeout: 10_000 });

const header = (owner: Partial<ProcessIdentity>, changed: Partial<SpoolHeader> = {}) =>
  headerLine({ lanekeeper_spool: 1, server: SERVER, installation: HERE, owner: { ...ownIdentity(), ...owner }, ...changed });

/** A spool as another process left it. */
async function leave(
  boot: string,
  owner: Partial<ProcessIdentity>,
  lines: string[],
  changed?: Partial<SpoolHeader>,
): Promise<string> {
  const path = join(folder, `spool-${boot}.jsonl`);
  await start("opens-the-folder").then((reporter) => reporter.stop(100));
  await writeFile(path, header(owner, changed) + lines.join(""));
  return path;
}
const eventOf = (replica: string, sequence: number): CloudEvent => ({
  specversion: "1.0",
  id: `${replica}-${sequence}`,
  source: `/servers/${SERVER}/replicas/${replica}`,
  type: "dev.lanekeeper.credential.verified",
  subject: "lane",
  time: new Date().toISOString(),
  sequence: String(sequence),
  data: { generation: sequence },
});
const lineOf = (event: CloudEvent) => `${JSON.stringify({ at: 1, event })}\n`;
const GONE = { pid: 2 ** 22 - 1 };

describe("what waits", () => {
  test("is on disk before it is sent, for its owner's eyes only, and gone once Lanekeeper has it", async () => {
    const before = await start("r");
    const [file = ""] = await files();
    const id = verified(before);
    expect(readFileSync(join(folder, file), "utf8")).toContain(id);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await settled(before);
    expect((await readSpool(await readFile(join(folder, file), "utf8"), SERVER))?.spooled).toEqual([]);
    await before.stop(1_000);
    expect(await files()).toEqual([]);
  });

  test("is sent by the next process as it was told, in order, once, with word that its process is gone", async () => {
    const { ids, durable } = await live({ replica: "killed", events: 5 });
    expect(durable).toBe(true);
    await kill();
    const next = await start("next");
    verified(next);
    await untilSent("killed", 6);
    const told = sentBy("killed");
    expect(idsOf(told).slice(0, 5)).toEqual(ids);
    expect(told.map(({ sequence }) => sequence)).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(told.at(-1)).toMatchObject({ type: "dev.lanekeeper.server.stopped", time: told.at(-2)?.time });
    await settled(next);
    expect(await files()).toHaveLength(1);
  });

  test("of a process that stopped is sent without a second goodbye", async () => {
    const first = await start("first", { url: AWAY });
    verified(first);
    first.report("server.stopped", {});
    await first.stop(1_000);
    expect(await files()).toEqual([expect.stringMatching(/^spool-[0-9a-f]{8}\.left\.jsonl$/)]);
    verified(await start("next"));
    await untilSent("first", 2);
    await vi.waitFor(async () => expect(await files()).toHaveLength(1));
    expect(sentBy("first").map(({ type }) => type)).toEqual([
      "dev.lanekeeper.credential.verified",
      "dev.lanekeeper.server.stopped",
    ]);
  });

  test("stays where it is while Lanekeeper is away, and while its process lives", async () => {
    await live({ replica: "alive" });
    const before = await files();
    const other = await start("other");
    verified(other);
    await settled(other);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await files()).toEqual(expect.arrayContaining(before));
    await other.stop(1_000);
    await kill();
    const away = await start("away", { url: AWAY });
    verified(away);
    await vi.waitFor(() => expect(away.state).toBe("backing_off"));
    expect(await files()).toEqual(expect.arrayContaining(before));
    expect(sentBy("alive")).toEqual([]);
  });

  test("is not lost with an answer: it is sent again, and so recognised", async () => {
    answers = [() => "cut", () => "cut"];
    const reporter = await start("r");
    const id = verified(reporter);
    await settled(reporter);
    expect(idsOf(sent())).toEqual([id, id, id]);
    expect(new Set(peer.requests.map(({ body }) => body)).size).toBe(1);
  });
});

describe("a spool", () => {
  test("whose process has another one's number now is taken over", async () => {
    await leave("aa", { started: "1" }, [lineOf(eventOf("reused", 7))]);
    verified(await start("next"));
    await untilSent("reused", 2);
  });

  test("of another machine is, once nobody touched it for long", async () => {
    const path = await leave("aa", { host: "elsewhere" }, [lineOf(eventOf("far", 1))]);
    const early = await start("early");
    verified(early);
    await settled(early);
    expect(sentBy("far")).toEqual([]);
    await early.stop(100);
    await utimes(path, new Date(0), new Date(0));
    verified(await start("late"));
    await untilSent("far", 2);
  });

  test("that is meant for another installation waits for a process that reports there", async () => {
    await leave("aa", GONE, [lineOf(eventOf("theirs", 1))], { installation: "0".repeat(16) });
    const next = await start("next");
    verified(next);
    await settled(next);
    await next.stop(1_000);
    expect(await files()).toEqual(["spool-aa.jsonl"]);
    expect(sentBy("theirs")).toEqual([]);
  });

  test("of a process that is stopped in its tracks is not touched", async () => {
    await live({ replica: "stopped" });
    for (const child of children) child.process.kill("SIGSTOP");
    const before = await files();
    const next = await start("next");
    verified(next);
    await settled(next);
    await next.stop(1_000);
    expect(await files()).toEqual(before);
  });

  test("that ends in the middle of a line gives everything before it", async () => {
    await leave("aa", GONE, [lineOf(eventOf("torn", 1)), lineOf(eventOf("torn", 2)), lineOf(eventOf("torn", 3)).slice(0, 40)]);
    verified(await start("next"));
    await untilSent("torn", 3);
    expect(sentBy("torn").map(({ sequence }) => sequence)).toEqual(["1", "2", "3"]);
    await vi.waitFor(async () => expect(await files()).toHaveLength(1));
  });

  test("that is damaged within gives what is whole, and is set aside for a person", async () => {
    const warned: string[] = [];
    await leave("aa", GONE, [lineOf(eventOf("hurt", 1)), "{no line}\n", lineOf(eventOf("hurt", 2))]);
    verified(await start("next", { warn: (message) => warned.push(message) }));
    await untilSent("hurt", 3);
    await vi.waitFor(async () => expect(await files()).toContain("spool-aa.aside.jsonl"));
    expect(warned).toEqual([expect.stringContaining("set aside")]);
  });

  test.each<[string, () => Promise<string>]>([
    ["of another server", () => leave("aa", GONE, [lineOf(eventOf("r", 1))], { server: "other-tools" })],
    [
      "of no known form",
      async () => {
        const path = await leave("aa", GONE, []);
        await writeFile(path, "what is this?\n");
        await utimes(path, new Date(0), new Date(0));
        return path;
      },
    ],
  ])("%s is set aside and not sent", async (_name, make) => {
    await make();
    const next = await start("next");
    verified(next);
    await vi.waitFor(async () => expect(await files()).toContain("spool-aa.aside.jsonl"));
    await settled(next);
    expect(idsOf(sentBy("r"))).toEqual([]);
  });

  test("that two processes want is taken by one: every event is sent once", async () => {
    for (let n = 0; n < 20; n += 1)
      await leave(
        `a${n.toString(16)}`,
        GONE,
        [1, 2, 3].map((at) => lineOf(eventOf(`dead-${n}`, at))),
      );
    const rivals = await Promise.all(Array.from({ length: 4 }, (_, n) => start(`rival-${n}`)));
    for (const rival of rivals) verified(rival);
    await vi.waitFor(() => expect(sent().filter(({ source }) => source.includes("/dead-"))).toHaveLength(80), {
      timeout: 10_000,
    });
    const ids = idsOf(sent());
    expect(new Set(ids).size).toBe(ids.length);
    await vi.waitFor(async () => expect((await files()).length).toBe(rivals.length));
  });

  test("of a process that died while it took over another one's gives both", async () => {
    await leave("aa", GONE, [lineOf(eventOf("heir", 1))]);
    await writeFile(join(folder, "spool-bb.taken-aa.jsonl"), header(GONE) + lineOf(eventOf("first", 1)));
    verified(await start("next"));
    await Promise.all([untilSent("heir", 2), untilSent("first", 2)]);
  });

  test("of very many dead processes is put together with theirs, though Lanekeeper is away", async () => {
    for (let n = 0; n < 80; n += 1) await leave(`c${n.toString(16)}`, GONE, [lineOf(eventOf(`brief-${n}`, 1))]);
    const away = await start("away", { url: AWAY });
    expect((await files()).length).toBeLessThanOrEqual(65);
    await away.stop(100);
    verified(await start("next"));
    await vi.waitFor(() => expect(sent().filter(({ source }) => source.includes("/brief-"))).toHaveLength(160), {
      timeout: 15_000,
    });
    await vi.waitFor(async () => expect(await files()).toHaveLength(1));
  });

  test("that fills up is written anew, with what still waits", async () => {
    const reporter = await start("busy");
    const [file = ""] = await files();
    const size = async () => (await stat(join(folder, file))).size;
    answers = Array.from({ length: 10_000 }, () => () => "cut" as const);
    for (let n = 0; n < 14_000; n += 1) verified(reporter, n);
    expect(reporter.queued).toBe(10_000);
    await vi.waitFor(async () => expect(await size()).toBeLessThan(6_000_000), { timeout: 10_000 });
    const generations = (await readFile(join(folder, file), "utf8")).matchAll(/"generation":(\d+)/g);
    expect([...generations].map(([, n]) => Number(n)).at(-1)).toBe(13_999);
  });

  test("that is sent as fast as it fills stays small", async () => {
    const reporter = await start("busy");
    const [file = ""] = await files();
    for (let round = 0; round < 4; round += 1) {
      for (let n = 0; n < 1_000; n += 1) verified(reporter, n);
      await settled(reporter);
    }
    expect((await stat(join(folder, file))).size).toBeLessThan(800_000);
  });

  test("that was taken from a process frozen for long is begun anew when it wakes", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const reporter = await start("frozen", { url: AWAY });
      const [file = ""] = await files();
      const id = verified(reporter);
      await rm(folder, { recursive: true });
      vi.advanceTimersByTime(30_000);
      await vi.waitFor(async () => expect(await readFile(join(folder, file), "utf8")).toContain(id));
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("without a disk to write to", () => {
  test("everything goes on in memory, and says so", async () => {
    const warned: string[] = [];
    await writeFile(join(root, "a-file"), "");
    const reporter = await start("r", { folder: join(root, "a-file"), warn: (message) => warned.push(message) });
    expect(reporter.isDurable).toBe(false);
    verified(reporter);
    await settled(reporter);
    expect(warned).toEqual([expect.stringContaining("wait in memory")]);
  });

  test("midway, it says so once, goes on in memory, and what was written before is not lost", async () => {
    const life: ReportingLife = { url: AWAY, replica: "full", folder, events: 2_000 };
    const limited = spawn("sh", ["-c", 'ulimit -S -f 40; exec "$0" "$@"', process.execPath, SCRIPT, JSON.stringify(life)]);
    const said = await new Promise<string>((resolve) => limited.stdout.once("data", (text) => resolve(String(text))));
    const { ids, durable, warnings } = JSON.parse(said) as { ids: string[]; durable: boolean; warnings: string[] };
    expect(durable).toBe(false);
    expect(warnings).toEqual([expect.stringContaining("wait in memory")]);
    const ended = new Promise((resolve) => limited.once("close", resolve));
    limited.kill("SIGKILL");
    await ended;
    verified(await start("next"));
    await vi.waitFor(() => expect(sentBy("full").length).toBeGreaterThan(20), { timeout: 10_000 });
    const told = idsOf(sentBy("full")).slice(0, -1);
    expect(told).toEqual(ids.slice(0, told.length));
  });

  test("a folder that may not be read is no reason to fail", async () => {
    await start("maker").then((reporter) => reporter.stop(100));
    await chmod(folder, 0o000);
    const reporter = await start("r");
    verified(reporter);
    await settled(reporter);
    await chmod(folder, 0o700);
  });
});

describe("a clock that was wrong", () => {
  const refuseOldAndFuture = (request: PeerRequest): PeerAnswer => {
    const rejected = batchOf(request).flatMap(({ id, time }, index) =>
      Math.abs(Date.parse(time) - Date.now()) > DAY_MS ? [{ index, id, code: "time_out_of_range", detail: "no" }] : [],
    );
    return {
      ...(accept(request) as Exclude<PeerAnswer, "cut">),
      body: { accepted: 1, duplicates: 0, rejected, control_version: 1 },
    };
  };

  test.each([
    ["40 days behind", -40],
    ["3 days ahead", 3],
  ])(
    "by %s and right since: the next process sends each event once more, with the time at which it happened",
    async (_, days) => {
      const before = Date.now();
      await live({ replica: "skewed", aheadMs: days * DAY_MS });
      const after = Date.now();
      await kill();
      answers = Array.from({ length: 20 }, () => refuseOldAndFuture);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const next = await start("next");
      verified(next);
      await untilSent("skewed", 8);
      const [first, second] = [sentBy("skewed").slice(0, 4), sentBy("skewed").slice(4)];
      expect(idsOf(second)).toEqual(idsOf(first));
      for (const [at, event] of second.entries()) {
        expect(Date.parse(event.time)).toBeGreaterThan(before - 1_500);
        expect(Date.parse(event.time)).toBeLessThan(after + 1_500);
        expect(event.data).toMatchObject({ reported_time: first[at]?.time });
      }
      await settled(next);
    },
  );

  test("is corrected once: who takes over a corrected event sends it with the time that it got", async () => {
    const corrected = { ...eventOf("skewed", 1), data: { generation: 1, reported_time: new Date(0).toISOString() } };
    await leave("aa", GONE, [lineOf(eventOf("skewed", 1)), lineOf(corrected)]);
    const rejectAll = (request: PeerRequest): PeerAnswer => ({
      status: 202,
      body: {
        accepted: 0,
        duplicates: 0,
        rejected: batchOf(request).map(({ id }, index) => ({ index, id, code: "time_out_of_range", detail: "no" })),
        control_version: 1,
      },
    });
    answers = [accept, rejectAll];
    verified(await start("next"));
    await untilSent("skewed", 3);
    expect(sentBy("skewed").filter(({ id }) => id === "skewed-1")).toMatchObject([
      { time: corrected.time, data: corrected.data },
    ]);
  });
});

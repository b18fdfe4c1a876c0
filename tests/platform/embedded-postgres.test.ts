import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { readRecord } from "#lib/db/embedded/data-folder.ts";
import { startEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";
import { findRunningEmbedded } from "#lib/db/embedded/find-running.ts";
import { linkLibraries } from "#lib/db/embedded/link-libraries.ts";
import { findPostmaster } from "#lib/db/embedded/postmaster.ts";
import { findServerUser } from "#lib/db/embedded/server-user.ts";
import { runScript } from "#tests/support/running-script.ts";

const isRoot = process.getuid?.() === 0;
const cleanUps: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function makeFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-embedded-"));
  chmodSync(folder, mode);
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(dataDir: string, report?: (line: string) => void) {
  const server = await startEmbeddedPostgres({ dataDir, report });
  cleanUps.push(server.stop);
  return server;
}

async function query<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

function supervise(dataDir: string, user?: { uid: number; gid: number }) {
  const supervisor = runScript(["tests/support/supervise-postgres.ts", dataDir], user);
  cleanUps.push(async () => {
    supervisor.process.kill("SIGTERM");
    await supervisor.ended;
  });
  return supervisor;
}

/** The fields of `/proc/<pid>/stat` after the name: state, parent, group. */
const processGroup = (pid: number): number => Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[2]);

const clusterOf = (dataDir: string): string => join(readRecord(dataDir)?.home ?? "", "cluster");

describe("embedded Postgres", () => {
  it("keeps its data from one start to the next, and its secrets to its owner", async () => {
    const dataDir = makeFolder();
    const first = await start(dataDir);
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    expect(findRunningEmbedded(dataDir)).toBe(first.url);
    await first.stop();
    expect(findRunningEmbedded(dataDir)).toBeNull();
    const second = await start(dataDir);
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    expect(statSync(join(dataDir, "postgres.json")).mode & 0o777).toBe(0o600);
  });

  it("listens on the loopback address only and asks for the password", async () => {
    const { url } = await start(makeFolder());
    const settings = await query(
      url,
      "SELECT current_setting('listen_addresses') AS tcp, current_setting('unix_socket_directories') AS socket",
    );
    expect(settings).toEqual([{ tcp: "127.0.0.1", socket: "" }]);
    const guess = new URL(url);
    guess.password = "guess";
    await expect(query(guess.href, "SELECT 1")).rejects.toThrow("password authentication failed");
  });

  it.runIf(process.platform === "linux")("runs its server in a process group of its own", async () => {
    const dataDir = makeFolder();
    await start(dataDir);
    const pid = findPostmaster(clusterOf(dataDir));
    expect(processGroup(Number(pid))).toBe(pid);
  });

  it("refuses a second supervisor and names the first", async () => {
    const dataDir = makeFolder();
    const first = supervise(dataDir);
    await first.line(/^postgresql:/);
    const second = runScript(["tests/support/supervise-postgres.ts", dataDir]);
    expect(await second.line(/SupervisedElsewhereError/)).toContain(`process ${first.process.pid}`);
    expect(await second.ended).toBe(1);
  });

  it("ends the server that a killed supervisor left behind and finds what was committed", async () => {
    const dataDir = makeFolder();
    const supervisor = supervise(dataDir);
    const url = await supervisor.line(/^postgresql:/);
    await query(url, "CREATE TABLE kept AS SELECT 42 AS answer");
    const orphan = findPostmaster(clusterOf(dataDir));
    supervisor.process.kill("SIGKILL");
    await supervisor.ended;
    expect(await query(url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);

    const lines: string[] = [];
    const next = await start(dataDir, (line) => lines.push(line));
    expect(lines).toContain(`Ended the Postgres server ${orphan} that an earlier run left behind`);
    expect(await query(next.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  it("does not mistake another program for its server", async () => {
    const dataDir = makeFolder();
    const first = await start(dataDir);
    await first.stop();
    const bystander = spawn("sleep", ["60"]);
    cleanUps.push(() => void bystander.kill());
    writeFileSync(join(clusterOf(dataDir), "postmaster.pid"), `${bystander.pid}\n${clusterOf(dataDir)}\n`);
    const second = await start(dataDir);
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(bystander.exitCode).toBeNull();
  });

  it("starts anew, without losing the old files, where the data folder forgot its password", async () => {
    const dataDir = makeFolder();
    const first = await start(dataDir);
    await first.stop();
    const cluster = clusterOf(dataDir);
    rmSync(join(dataDir, "postgres.json"));
    const lines: string[] = [];
    const second = await start(dataDir, (line) => lines.push(line));
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(lines).toEqual([expect.stringContaining(`kept as ${cluster}.`)]);
  });

  it("is started again at the same address after its server was killed", async () => {
    const dataDir = makeFolder();
    const supervisor = supervise(dataDir);
    const url = await supervisor.line(/^postgresql:/);
    await query(url, "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(Number(findPostmaster(clusterOf(dataDir))), "SIGKILL");
    await supervisor.line(/The database runs again/);
    expect(await query(url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  it("leaves no server behind when it is told to stop", async () => {
    const dataDir = makeFolder();
    const supervisor = supervise(dataDir);
    await supervisor.line(/^postgresql:/);
    supervisor.process.kill("SIGTERM");
    expect(await supervisor.ended).toBe(0);
    expect(findPostmaster(clusterOf(dataDir))).toBeNull();
  });

  it("makes the library links that an install without scripts leaves out", () => {
    const folder = makeFolder();
    mkdirSync(join(folder, "native/lib"), { recursive: true });
    writeFileSync(join(folder, "native/lib/libpq.so.5.18"), "library");
    const links = [{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }];
    writeFileSync(join(folder, "native/pg-symlinks.json"), JSON.stringify(links));
    linkLibraries(folder);
    linkLibraries(folder);
    expect(readFileSync(join(folder, "native/lib/libpq.so.5"), "utf8")).toBe("library");
  });
});

describe.runIf(isRoot)("embedded Postgres, started by root", () => {
  it("runs as another user", async () => {
    const dataDir = makeFolder();
    await start(dataDir);
    const pid = findPostmaster(clusterOf(dataDir));
    expect(statSync(`/proc/${pid}`).uid).toBe(findServerUser()?.uid);
  });

  it("moves its files out of a private folder, says where, and finds them again", async () => {
    const dataDir = join(makeFolder(0o700), ".data");
    const lines: string[] = [];
    const first = await start(dataDir, (line) => lines.push(line));
    const home = String(readRecord(dataDir)?.home);
    cleanUps.push(() => rmSync(home, { recursive: true, force: true }));
    expect(home.startsWith(dataDir)).toBe(false);
    expect(lines).toEqual([expect.stringContaining(home)]);
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
  });

  it("works for an ordinary user just as well", async () => {
    const dataDir = makeFolder();
    const nobody = { uid: 65_534, gid: 65_534 };
    chownSync(dataDir, nobody.uid, nobody.gid);
    const supervisor = supervise(dataDir, nobody);
    const url = await supervisor.line(/^postgresql:/);
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(readRecord(dataDir)?.home).toBe(join(dataDir, "postgres"));
  });
});

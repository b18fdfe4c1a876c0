import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CommandStoreOptions, commandStore } from "#lib/mcp/index.ts";
import { expectFailure } from "../support/store-contract.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

const program = (script: string, options: Partial<CommandStoreOptions> = {}) =>
  commandStore({ command: [process.execPath, "-e", script], ...options });
const print = (text: string) => `process.stdout.write(${JSON.stringify(text)})`;

describe("what a command prints", () => {
  test("is the bare secret, or JSON like a file's", async () => {
    expect(await program(print("s3cret\n")).read()).toEqual({ secret: "s3cret" });
    const document = JSON.stringify({ token: "s3cret", version: 4, expires_at: "never", scopes: "a b" });
    expect(await program(print(document), { field: "token" }).read()).toEqual({
      secret: "s3cret",
      version: "4",
      expiresAt: "never",
      scopes: ["a", "b"],
    });
  });

  test("is no credential where it is two lines or broken JSON, and is never quoted", async () => {
    for (const text of ["s3cret\nother", '{"secret":"s3cret"']) {
      const error = await expectFailure(program(print(text)).read(), "invalid");
      expect(error.message).not.toContain("s3cret");
    }
  });

  test("has a bound", async () => {
    await expectFailure(program("process.stdout.write('x'.repeat(5000))", { maxBytes: 1_000 }).read(), "invalid");
  });
});

test("arguments reach the program as they are: no shell reads them", async () => {
  const argument = '$(id); "quoted" `x` * $HOME';
  const store = commandStore({ command: [process.execPath, "-e", "console.log(process.argv[1])", argument] });
  expect(await store.read()).toEqual({ secret: argument });
});

describe("a command that fails", () => {
  test("tells its exit code and what it said, without anything secret", async () => {
    const script = `${print("hunter2-hunter2")}; console.error("login of token ghp_${"a1".repeat(20)} failed: hunter2-hunter2"); process.exitCode = 3`;
    const error = await expectFailure(program(script).read(), "rejected");
    expect(error.message).toBe("The command ended with exit code 3: login of token (hidden) failed: (hidden)");
  });

  test("hides the secret that an earlier run gave", async () => {
    const path = join(folder, "ran");
    const script = `const fs = require("fs"); if (fs.existsSync(${JSON.stringify(path)})) { console.error("old value blue-horse is gone"); process.exit(1) } fs.writeFileSync(${JSON.stringify(path)}, ""); ${print("blue-horse")}`;
    const store = program(script);
    expect((await store.read())?.secret).toBe("blue-horse");
    expect((await expectFailure(store.read(), "rejected")).message).toContain("old value (hidden) is gone");
  });

  test("says at most a few hundred characters", async () => {
    const error = await expectFailure(program("console.error('no '.repeat(100000)); process.exitCode = 1").read(), "rejected");
    expect(error.message.length).toBeLessThan(400);
  });

  test("that was ended by a signal names it", async () => {
    const error = await expectFailure(
      program("process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9e3)").read(),
      "rejected",
    );
    expect(error.message).toContain("SIGTERM");
  });

  test("is not found, and says so", async () => {
    const error = await expectFailure(commandStore({ command: [join(folder, "absent")] }).read(), "unreachable");
    expect(error.message).toContain("ENOENT");
  });
});

test("one that hangs is ended in time, together with what it started", async () => {
  const path = join(folder, "alive");
  const grandchild = `setInterval(() => require("fs").appendFileSync(${JSON.stringify(path)}, "x"), 10)`;
  const script = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" }); setTimeout(() => {}, 60000)`;
  await expectFailure(program(script, { timeoutMs: 1_500 }).read(), "unreachable");
  const signsOfLife = async () => (await readFile(path, "utf8")).length;
  await vi.waitFor(async () => {
    const before = await signsOfLife();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await signsOfLife()).toBe(before);
  });
});

test("is shown by its program, or by a name of the author's", () => {
  expect(commandStore({ command: ["op", "read", "op://prod/github"] }).reference).toBe("op");
  expect(commandStore({ command: ["op"], reference: "1Password prod/github" }).reference).toBe("1Password prod/github");
});

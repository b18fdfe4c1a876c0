import { mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fileStore } from "#lib/mcp/index.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";

let folder: string;
let path: string;
const ends: (() => void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-store-"));
  path = join(folder, "credential");
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await rm(folder, { recursive: true });
});

const NEVER_MS = 3_600_000;

function watched(pollMs: number) {
  const changed = vi.fn<() => void>();
  ends.push(fileStore({ path, pollMs }).watch?.(changed) ?? (() => {}));
  return changed;
}
/** The first look tells where the file stood; changes count from then on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 150));

describe("reading", () => {
  test("takes a JSON version with its dates and scopes", async () => {
    const content = {
      version: 7,
      secret: "s3",
      issued_at: "2026-11-22T02:00:00Z",
      expires_at: "2026-11-22T03:00:00+01:00",
      scopes: ["a"],
    };
    await writeFile(path, JSON.stringify(content));
    expect(await fileStore({ path }).read()).toEqual({
      version: "7",
      secret: "s3",
      issuedAt: new Date("2026-11-22T02:00:00Z"),
      expiresAt: new Date("2026-11-22T02:00:00Z"),
      scopes: ["a"],
      revision: expect.any(String),
    });
  });

  test.each([
    ["never", "never"],
    [null, null],
    [undefined, null],
  ])("an expiry of %j is %j", async (written, read) => {
    await writeFile(path, JSON.stringify({ secret: "s", expires_at: written }));
    expect((await fileStore({ path }).read())?.expiresAt).toBe(read);
  });

  test.each([
    ["2026-11-22 03:00:00 UTC", "2026-11-22T03:00:00Z"],
    [1_795_316_400, "2026-11-22T03:00:00Z"],
    ["2026-11-22", "2026-11-22T00:00:00Z"],
  ])("an end of %j is %s", async (written, end) => {
    await writeFile(path, JSON.stringify({ secret: "s", expires_at: written }));
    expect((await fileStore({ path }).read())?.expiresAt).toEqual(new Date(end));
  });

  test("takes a private key for the secret, lines and all", async () => {
    const key = "-----BEGIN PRIVATE KEY-----\nMIIB\nVAIB\n-----END PRIVATE KEY-----";
    await writeFile(path, `${key}\n`);
    expect((await fileStore({ path }).read())?.secret).toBe(key);
  });

  test("takes one bare line for the secret", async () => {
    await writeFile(path, "  s3cret \n");
    expect(await fileStore({ path }).read()).toMatchObject({ secret: "s3cret" });
  });

  test("an absent file is an empty store", async () => {
    expect(await fileStore({ path }).read()).toBeNull();
  });

  test.each([
    ["half of a JSON document", '{"secret":"s3cr'],
    ["a document without its secret", '{"version":"3"}'],
    ["an impossible date", '{"secret":"s3cr","expires_at":"tomorrow"}'],
    ["two lines", "s3cr\nother"],
    ["nothing at all", ""],
  ])("refuses %s, and never quotes it", async (_name, content) => {
    await writeFile(path, content);
    const error = await fileStore({ path })
      .read()
      .then(
        () => null,
        (reason: Error) => reason,
      );
    expect(error?.message).toMatch(/^The credential file is not readable: /);
    expect(error?.message).not.toContain("s3cr");
  });

  test("reads again where a writer is midway", async () => {
    await writeFile(path, '{"secret":"s3cr');
    const reading = fileStore({ path }).read();
    setTimeout(() => void writeFile(path, '{"secret":"s3cret"}'), 20);
    expect(await reading).toMatchObject({ secret: "s3cret" });
  });
});

describe("watching", () => {
  test("sees an atomic rename at once, and the next one too", async () => {
    await writeFile(path, "one");
    const changed = watched(NEVER_MS);
    await settle();
    for (const text of ["two", "three"]) {
      changed.mockClear();
      await writeFile(`${path}.new`, text);
      await rename(`${path}.new`, path);
      await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    }
  });

  test("sees a file that is written in place", async () => {
    await writeFile(path, "one");
    const changed = watched(NEVER_MS);
    await settle();
    await writeFile(path, "two, of another length");
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
  });

  test("sees a file that comes into being", async () => {
    const changed = watched(NEVER_MS);
    await settle();
    await writeFile(path, "one");
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
  });

  test("looks by itself where the folder comes later than the watch", async () => {
    path = join(folder, "later", "credential");
    const changed = watched(30);
    await settle();
    await writeAtomically(path, "one");
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
  });

  test("leaves other files of the folder alone", async () => {
    await writeFile(path, "one");
    const changed = watched(NEVER_MS);
    await settle();
    await writeFile(join(folder, "another"), "two");
    await settle();
    expect(changed).not.toHaveBeenCalled();
  });
});

test("an atomic write leaves one file, for its owner's eyes only", async () => {
  await writeAtomically(path, "one");
  await writeAtomically(path, "two");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await fileStore({ path }).read()).toMatchObject({ secret: "two" });
});

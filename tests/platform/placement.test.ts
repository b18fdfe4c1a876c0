import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canReach, placePostgres } from "#lib/db/embedded/placement.ts";
import { findServerUser } from "#lib/db/embedded/server-user.ts";

const OTHER = { name: "other", uid: 65_533, gid: 65_533 };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanekeeper-placement-"));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("where another user's server can look", () => {
  it.each([
    [0o755, true],
    [0o711, true],
    [0o744, false],
    [0o700, false],
    [0o750, false],
  ])("below a folder of mode %o: %s", (mode, reached) => {
    const gate = join(folder, "gate");
    mkdirSync(join(gate, "inside"), { recursive: true });
    chmodSync(gate, mode);
    expect(canReach(join(gate, "inside"), OTHER)).toBe(reached);
    expect(canReach(join(gate, "not-made-yet"), OTHER)).toBe(reached);
  });
});

describe("the server's files", () => {
  it("stay in the data folder for an ordinary user, however private it is", () => {
    chmodSync(folder, 0o700);
    const build = { directory: join(folder, "native"), version: "18.4.0" };
    const dataDir = join(folder, ".data");
    const place = placePostgres({ dataDir, build, user: null, knownHome: null });
    expect(place).toEqual({ programs: build.directory, home: join(dataDir, "postgres"), moved: null });
  });

  it.runIf(process.getuid?.() === 0)("are copied, programs too, out of a private clone", () => {
    chmodSync(folder, 0o700);
    const native = join(folder, "native");
    for (const part of ["bin", "lib"]) mkdirSync(join(native, part), { recursive: true });
    writeFileSync(join(native, "bin/postgres"), "program", { mode: 0o755 });
    writeFileSync(join(native, "lib/libpq.so.5.18"), "library");
    writeFileSync(join(native, "lib/libpq.a"), "only for compiling");
    symlinkSync("libpq.so.5.18", join(native, "lib/libpq.so.5"));
    const user = findServerUser();
    const place = placePostgres({
      dataDir: join(folder, ".data"),
      build: { directory: native, version: "18.4.0" },
      user,
      knownHome: null,
    });
    try {
      expect(place.moved).toBe(place.home);
      expect(place.programs.startsWith(place.home)).toBe(true);
      expect(statSync(place.home).uid).toBe(user?.uid);
      expect(readlinkSync(join(place.programs, "lib/libpq.so.5"))).toBe("libpq.so.5.18");
      expect(existsSync(join(place.programs, "lib/libpq.a"))).toBe(false);
    } finally {
      rmSync(place.home, { recursive: true, force: true });
    }
  });
});

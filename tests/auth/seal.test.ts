import { describe, expect, it, vi } from "vitest";

const FIRST = "the first secret of an installation, long enough";
const OTHER = "another secret of an installation, long enough!!";

/** The module as a process with this secret would load it. */
async function sealUnder(secret: string) {
  vi.resetModules();
  vi.stubEnv("LANEKEEPER_SECRET_KEY", secret);
  return import("#lib/auth/seal.ts");
}

describe("a sealed text", () => {
  it("opens under the secret it was sealed under, and looks different each time", async () => {
    const { seal, unseal } = await sealUnder(FIRST);
    const sealed = seal("0123456789abcdef");
    expect(unseal(sealed)).toBe("0123456789abcdef");
    expect(sealed.includes("0123456789abcdef")).toBe(false);
    expect(seal("0123456789abcdef").equals(sealed)).toBe(false);
  });

  it("does not open with any byte changed", async () => {
    const { seal, unseal } = await sealUnder(FIRST);
    const sealed = seal("0123456789abcdef");
    for (const position of sealed.keys()) {
      const changed = Buffer.from(sealed);
      changed[position] = (changed[position] ?? 0) ^ 1;
      expect(() => unseal(changed), `byte ${position}`).toThrow(/LANEKEEPER_SECRET_KEY/);
    }
  });

  it("does not open under another secret, and says which variable to look at", async () => {
    const sealed = (await sealUnder(FIRST)).seal("0123456789abcdef");
    const { unseal } = await sealUnder(OTHER);
    expect(() => unseal(sealed)).toThrow(/LANEKEEPER_SECRET_KEY/);
  });
});

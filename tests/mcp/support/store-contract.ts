import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Store, StoreError, type StoreFailure, type StoreVersion } from "#lib/mcp/index.ts";

/** A store over a place that a test can reach from the other side. */
export interface StorePlace {
  store: Store;
  /** Puts a credential in as its owner does; where the place counts versions, each is the next one. */
  put(credential: PutCredential): Promise<void>;
  /** The place no longer lets us in. */
  deny?(): Promise<void>;
  /** Nothing answers any more. */
  cut?(): Promise<void>;
  /** How often the place was read so far. */
  reads?(): number;
  close?(): Promise<void>;
}

export interface PutCredential {
  secret: string;
  expiresAt?: Date;
  scopes?: string[];
}

/** What a kind of store cannot do, which is then not asked of it. */
export interface StoreTraits {
  /** Has no place for anything but the secret. */
  bare?: boolean;
  /** Sees a change only when it is read. */
  unwatched?: boolean;
  readOnly?: boolean;
  /** Lies in this machine, where nothing comes between. */
  local?: boolean;
}

const SECRETS = ["s3cr3t-one-1111", "s3cr3t-two-2222", "s3cr3t-three-3333"] as const;
const [ONE, TWO, THREE] = SECRETS;
const EXPIRY = new Date("2027-03-04T05:06:07.000Z");
const PATIENCE = { timeout: 5_000, interval: 20 };

/** What every store keeps to, whatever its place. */
export function describeStore(kind: string, open: () => Promise<StorePlace>, traits: StoreTraits = {}): void {
  describe(`the ${kind} store keeps to the contract`, () => {
    let place: StorePlace;
    const ends: (() => void)[] = [];
    beforeEach(async () => {
      place = await open();
    });
    afterEach(async () => {
      for (const end of ends.splice(0)) end();
      await place.close?.();
    });

    const read = async (): Promise<StoreVersion> => {
      const version = await place.store.read();
      if (!version) throw new Error("the place is empty");
      return version;
    };

    test("names its kind and its place, and never a value", async () => {
      await place.put({ secret: ONE });
      expect(place.store.type).toMatch(/^[a-z_]+$/);
      expect(place.store.reference).not.toBe("");
      expect(place.store.reference).not.toContain(ONE);
    });

    test("an empty place is null", async () => {
      expect(await place.store.read()).toBeNull();
    });

    test("gives the newest secret", async () => {
      await place.put({ secret: ONE });
      expect((await read()).secret).toBe(ONE);
      await place.put({ secret: TWO });
      expect((await read()).secret).toBe(TWO);
    });

    if (!traits.bare)
      test("gives the end and the scopes that stand beside it", async () => {
        await place.put({ secret: ONE, expiresAt: EXPIRY, scopes: ["issues:write", "repo"] });
        expect(await read()).toMatchObject({ expiresAt: EXPIRY, scopes: ["issues:write", "repo"] });
      });

    if (!traits.unwatched)
      test("tells of a change, once, and of nothing else", async () => {
        await place.put({ secret: ONE });
        const changed = vi.fn<() => void>();
        ends.push(place.store.watch?.(changed) ?? (() => {}));
        await settle();
        expect(changed).not.toHaveBeenCalled();
        await place.put({ secret: TWO });
        await vi.waitFor(() => expect(changed).toHaveBeenCalled(), PATIENCE);
        await settle();
        expect(changed).toHaveBeenCalledOnce();
      });

    if (!traits.unwatched)
      test("holds no process open, and is silent once its watch has ended", async () => {
        await place.put({ secret: ONE });
        const before = waiting();
        const changed = vi.fn<() => void>();
        const end = place.store.watch?.(changed);
        await untilIdle(before);
        end?.();
        await place.put({ secret: TWO });
        await settle();
        expect(changed).not.toHaveBeenCalled();
      });

    test("reads asked for at once are one", async () => {
      await place.put({ secret: ONE });
      const before = place.reads?.() ?? 0;
      const versions = await Promise.all([read(), read(), read()]);
      expect(versions.map(({ secret }) => secret)).toEqual([ONE, ONE, ONE]);
      if (place.reads) expect(place.reads() - before).toBe(1);
    });

    if (!traits.local)
      test("a place that does not let us in is told apart from one that does not answer", async () => {
        await place.put({ secret: ONE });
        await read();
        await place.deny?.();
        await expectFailure(place.store.read(), "denied");
        await place.cut?.();
        await expectFailure(place.store.read(), "unreachable");
      });

    if (!traits.readOnly)
      describe("writing", () => {
        const write = async (...[next, expected]: Parameters<NonNullable<Store["write"]>>) => place.store.write?.(next, expected);

        test("fills an empty place, and replaces what was read", async () => {
          await write({ secret: ONE, expiresAt: EXPIRY, scopes: ["a"] }, null);
          expect(await read()).toMatchObject({ secret: ONE, expiresAt: EXPIRY, scopes: ["a"] });
          await write({ secret: TWO, expiresAt: "never" }, await read());
          expect(await read()).toMatchObject({ secret: TWO, expiresAt: "never" });
          expect((await read()).scopes).toBeUndefined();
        });

        test("keeps a label, the name of a grant and a claim", async () => {
          const claim = { by: "me", until: EXPIRY };
          await write({ secret: ONE, version: "7", identity: "grant-1", claim }, null);
          expect(await read()).toMatchObject({ secret: ONE, version: "7", identity: "grant-1", claim });
          await write({ secret: TWO, version: "7", identity: "grant-1" }, await read());
          expect(await read()).toMatchObject({ secret: TWO, version: "7", identity: "grant-1" });
          expect(await read()).not.toHaveProperty("claim");
        });

        test("a stale expectation is refused, and nothing is overwritten", async () => {
          await place.put({ secret: ONE });
          const stale = await read();
          await place.put({ secret: TWO });
          await expectFailure(write({ secret: THREE }, stale), "conflict");
          await expectFailure(write({ secret: THREE }, null), "conflict");
          expect((await read()).secret).toBe(TWO);
        });

        test("of many who write at once one succeeds", async () => {
          await place.put({ secret: ONE });
          const expected = await read();
          const outcomes = await Promise.allSettled(
            [TWO, THREE, "s3cr3t-four-4444"].map((secret) => write({ secret }, expected)),
          );
          expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        });
      });
  });
}

/** Fails unless `work` rejects with that failure, in words that hold none of the secrets. */
export async function expectFailure(work: Promise<unknown> | undefined, failure: StoreFailure): Promise<StoreError> {
  const error = await Promise.resolve(work).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, not ${String(error)}`);
  expect(error).toMatchObject({ failure, outcome: "store_unreachable" });
  for (const secret of SECRETS) expect(error.message).not.toContain(secret);
  return error;
}

/** How many timers, watches and children keep this process open now. */
const waiting = (): number =>
  process.getActiveResourcesInfo().filter((kind) => /^(Timeout|FSEventWrap|ProcessWrap)$/.test(kind)).length;

/** Waits for a moment at which no more keeps this process open than before. */
async function untilIdle(before: number): Promise<void> {
  const endMs = performance.now() + PATIENCE.timeout;
  while (waiting() > before) {
    if (performance.now() > endMs) throw new Error("the watch keeps the process open");
    await new Promise((resolve) => setTimeout(resolve, 7));
  }
}

/** Longer than the places of these tests take to notice a change. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 250));

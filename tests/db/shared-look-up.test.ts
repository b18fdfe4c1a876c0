import { describe, expect, it } from "vitest";
import { shareLookUp } from "#lib/db/shared-look-up.ts";

/** A look-up that answers only when told to, and remembers what it was asked. */
function slowLookUp() {
  const asked: { keys: readonly string[]; answer: (found: Map<string, number>) => void; fail: (error: Error) => void }[] = [];
  const lookUp = shareLookUp<number>(
    (keys) =>
      new Promise((resolve, reject) => {
        asked.push({ keys, answer: resolve, fail: reject });
      }),
  );
  return { asked, lookUp };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a shared look-up", () => {
  it("asks together what is asked in one turn, each key once", async () => {
    const { asked, lookUp } = slowLookUp();
    const answers = Promise.all([lookUp("a"), lookUp("b"), lookUp("a"), lookUp("none")]);
    await turn();
    expect(asked.map(({ keys }) => keys)).toEqual([["a", "b", "none"]]);
    asked[0]?.answer(
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
    );
    expect(await answers).toEqual([1, 2, 1, null]);
  });

  it("never answers from before the question", async () => {
    const { asked, lookUp } = slowLookUp();
    const early = lookUp("a");
    await turn();
    const late = lookUp("a");
    await turn();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(new Map([["a", 1]]));
    expect(await early).toBe(1);
    await turn();
    asked[1]?.answer(new Map());
    expect(await late).toBeNull();
  });

  it("fails for all who asked, and answers the next", async () => {
    const { asked, lookUp } = slowLookUp();
    const failing = Promise.allSettled([lookUp("a"), lookUp("b")]);
    await turn();
    asked[0]?.fail(new Error("away"));
    expect((await failing).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const next = lookUp("a");
    await turn();
    asked[1]?.answer(new Map([["a", 1]]));
    expect(await next).toBe(1);
  });
});

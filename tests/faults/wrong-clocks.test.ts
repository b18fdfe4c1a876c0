import { expect, it } from "vitest";
import { wrongClocks } from "./wrong-clocks.ts";

it("follows its own clock whatever replicas' clocks say, and shows which are wrong", async () => {
  const { violations } = await wrongClocks({ rounds: 1, seed: 1, say: () => undefined });
  expect(violations).toEqual([]);
}, 90_000);

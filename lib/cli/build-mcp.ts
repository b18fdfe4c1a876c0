import { packSdk } from "./supervise/pack-sdk.ts";

/** Packs the SDK, which `build` and `start` do by themselves. */
export async function run(): Promise<number> {
  console.log(`Packed ${await packSdk()}.`);
  return 0;
}

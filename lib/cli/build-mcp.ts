import { packSdk, SDK_TARBALL } from "./supervise/pack-sdk.ts";

/** Packs the SDK, which `build` and `start` do by themselves. */
export async function run(): Promise<number> {
  await packSdk();
  console.log(`Packed ${SDK_TARBALL}.`);
  return 0;
}

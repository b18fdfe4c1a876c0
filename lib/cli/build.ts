import { buildWeb, isBuilt } from "./supervise/build-web.ts";

/** Builds the web application and the SDK that it hands out, unless the build that is there was made from this source. */
export async function run(args: string[]): Promise<number> {
  if (isBuilt() && !args.includes("--force")) {
    console.log("The build is up to date.");
    return 0;
  }
  const startedAt = performance.now();
  await buildWeb();
  console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return 0;
}

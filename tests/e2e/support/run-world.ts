import { rmSync } from "node:fs";
import { createUser } from "#lib/auth/users/create-user.ts";
import { prepareEnvironment } from "#lib/cli/prepare-environment.ts";
import { registerDemoServer } from "#lib/cli/register-demo-server.ts";
import { type Lanekeeper, startLanekeeper } from "#lib/cli/supervise/start-lanekeeper.ts";
import { createSteps } from "#lib/cli/supervise/steps.ts";
import { type Demo, startDemo } from "#lib/demo/index.ts";
import { ROLES } from "#lib/domain/vocabulary.ts";
import { env } from "#lib/env.ts";
import type { Context } from "#lib/pipeline/context.ts";
import { emailOf, PASSWORD } from "./users.ts";
import type { World } from "./world.ts";

// Lanekeeper and the demo on top of it, as `npm run demo` starts them, but quicker, without a story and with one process per server. The last line it
// writes is a `World`. Its standard input is a pipe from the run and ends with it, even when the run is killed.

/** Access tokens leave a failed refresh time for two more attempts. */
const PACE = { ciKeyS: 3_600, accessTokenS: 40, heartbeatS: 1, callEveryMs: 250 };

const say = (line: string): void => void process.stderr.write(`${line}\n`);
// Whoever read these may be gone; what was started is still to be ended in order.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
const runEnded = new Promise((resolve) => process.stdin.resume().once("end", resolve));

prepareEnvironment();
try {
  await runWorld();
} finally {
  rmSync(env().LANEKEEPER_DATA_DIR, { recursive: true, force: true });
}

async function runWorld(): Promise<void> {
  const lanekeeper = await startLanekeeper(createSteps(say));
  try {
    const demo = await startQuickDemo(lanekeeper);
    try {
      process.stdout.write(`${JSON.stringify(await describeWorld(lanekeeper, demo))}\n`);
      await runEnded;
    } finally {
      await demo.stop();
    }
  } finally {
    await lanekeeper.stop();
  }
}

function startQuickDemo({ localUrl, dataDir, database }: Lanekeeper): Promise<Demo> {
  return startDemo({
    url: localUrl,
    dataDir,
    registerServer: (server) => registerDemoServer(database, server),
    script: false,
    githubReplicas: 1,
    pace: PACE,
    log: say,
  });
}

/** The world as the journeys find it: everything runs, and somebody of each role can sign in. */
async function describeWorld({ url, dataDir, database, signInUrl }: Lanekeeper, { controlUrl }: Demo): Promise<World> {
  if (signInUrl === null) throw new Error("A first start has to give a one-time sign-in link.");
  const ctx: Context = {
    db: database,
    now: new Date(),
    requestId: "journeys",
    actor: { kind: "operator", id: "journeys", name: "journeys", role: "admin", auth: "command_line", address: null },
  };
  for (const role of ROLES) await createUser({ ctx, input: { email: emailOf(role), role, password: PASSWORD } });
  return { url, controlUrl, dataDir, signInUrl };
}

import { accessSync, constants, existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isPortFree } from "#lib/db/embedded/free-port.ts";
import { env } from "#lib/env.ts";
import { readAddress } from "../supervise/address.ts";
import { isBuilt } from "../supervise/build-web.ts";
import { choosePort } from "../supervise/choose-port.ts";
import { findChromium } from "./find-chromium.ts";
import type { Finding } from "./finding.ts";
import { fail, ok, warn } from "./finding.ts";

/** Node, data folder, port, build, dead-man switch, and a browser for the tests. */
export async function examineMachine(): Promise<Finding[]> {
  return [examineNode(), examineDataFolder(), await examinePort(), examineBuild(), examineDeadMan(), examineChromium()];
}

function examineNode(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  return major >= 24
    ? ok("Node", process.version)
    : warn(
        "Node",
        `${process.version} works, Node 24 is what Lanekeeper is tested with`,
        "npm run lanekeeper -- doctor (npm brings Node 24 along on Linux)",
      );
}

function examineDataFolder(): Finding {
  const folder = resolve(env().LANEKEEPER_DATA_DIR);
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return ok("Data folder", existing === folder ? folder : `${folder} will be made at the first start`);
  } catch {
    return fail("Data folder", `${existing} cannot be written`, "set LANEKEEPER_DATA_DIR to a folder of yours");
  }
}

/** The address may hold a secret, so only its host is told. */
function examineDeadMan(): Finding {
  const { LANEKEEPER_DEADMAN_URL: url } = env();
  return url
    ? ok("Dead-man switch", `pinged each minute at ${new URL(url).host}, while clock and delivery keep up`)
    : ok("Dead-man switch", "none; set LANEKEEPER_DEADMAN_URL to be told when Lanekeeper itself is away");
}

async function examinePort(): Promise<Finding> {
  const { PORT, HOST, LANEKEEPER_DATA_DIR } = env();
  const address = readAddress(LANEKEEPER_DATA_DIR);
  if (address !== null) return ok("Port", `Lanekeeper runs at ${address}`);
  if (PORT !== undefined) {
    return (await isPortFree(PORT, HOST))
      ? ok("Port", `${PORT} is free on ${HOST}`)
      : fail("Port", `${PORT} is taken on ${HOST}`, "set PORT to a free one");
  }
  return choosePort(undefined, HOST).then(
    (port) => ok("Port", `${port} is free on ${HOST}`),
    (error: Error) => fail("Port", error.message, "set PORT to a free one"),
  );
}

function examineBuild(): Finding {
  return isBuilt()
    ? ok("Build", "made from this source")
    : warn("Build", "none of this source; a start makes it", "npm run build");
}

function examineChromium(): Finding {
  const fix = "apt-get install -y chromium fonts-liberation";
  try {
    const path = findChromium();
    return path === null ? warn("Chromium", "none; only the browser tests need it", fix) : ok("Chromium", path);
  } catch (error) {
    return warn("Chromium", error instanceof Error ? error.message : String(error), fix);
  }
}

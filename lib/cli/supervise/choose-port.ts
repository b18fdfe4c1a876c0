import { isPortFree } from "#lib/db/embedded/free-port.ts";

const DEFAULT_PORT = 3000;
const TRIES = 100;

/** The port to listen on. One that was asked for and is taken is an error; only the default moves on. */
export async function choosePort(wanted: number | undefined, host: string): Promise<number> {
  if (wanted !== undefined) {
    if (await isPortFree(wanted, host)) return wanted;
    throw new Error(`PORT ${wanted} is taken on ${host}: free it, or choose another.`);
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + TRIES; port += 1) if (await isPortFree(port, host)) return port;
  throw new Error(`The ports ${DEFAULT_PORT} to ${DEFAULT_PORT + TRIES - 1} are all taken on ${host}: set PORT.`);
}

import { Socket } from "node:net";
import { stdout } from "node:process";
import type { Writable } from "node:stream";

const STANDARD_OUTPUT = 1;

/**
 * Standard output that does not block: Node writes to a pipe synchronously, and a client that does not read would stop everything,
 * heartbeats too. A file or a terminal stays what it is.
 */
export function openOutput(): Writable {
  try {
    return new Socket({ fd: STANDARD_OUTPUT, readable: false, writable: true });
  } catch {
    return stdout;
  }
}

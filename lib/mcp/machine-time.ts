import { uptime } from "node:os";

const STARTED_MS = uptime() * 1_000 - performance.now();

/** Milliseconds since this machine was started: nobody sets it, and processes of one start of the machine share it. */
export const machineNow = (): number => Math.round(STARTED_MS + performance.now());

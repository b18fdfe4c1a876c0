import { AsyncLocalStorage } from "node:async_hooks";
import type { GatedRequest } from "./gated-request.ts";

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const traces = new AsyncLocalStorage<string>();

/** Runs a call so that every event it causes carries the W3C trace context of its request, where the client sent a valid one. */
export function runTraced<T>({ params }: GatedRequest, work: () => T): T {
  const traceparent = params?._meta?.traceparent;
  return typeof traceparent === "string" && TRACEPARENT.test(traceparent) ? traces.run(traceparent, work) : work();
}

/** Trace context of the tool call that causes what happens now. */
export const currentTrace = (): string | undefined => traces.getStore();

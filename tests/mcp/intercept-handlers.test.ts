import { expect, test } from "vitest";
import * as zod from "zod";
import * as mini from "zod/mini";
import { type Handler, type HandlerHost, interceptHandlers } from "#lib/mcp/protect/intercept-handlers.ts";

const CALL = "tools/call";

interface Setting {
  /** Methods whose handlers are set already. */
  present?: string[];
  beforehand?: (host: HandlerHost) => void;
}

/** A protocol object that keeps its handlers as both lines of the SDK do. */
function makeHost({ present = [], beforehand = () => {} }: Setting = {}) {
  const handlers = new Map<string, Handler>(present.map((method) => [method, () => ({ method })]));
  const host: HandlerHost = {
    _requestHandlers: handlers,
    setRequestHandler: (_named: unknown, ...rest: unknown[]) => handlers.set(CALL, rest.at(-1) as Handler),
  };
  beforehand(host);
  interceptHandlers(host, [CALL], (method, handler) => async (request, context) => ({
    ...(await handler(request, context)),
    wrapped: method,
  }));
  return { host, answer: (method = CALL) => handlers.get(method)?.({}, {}) };
}

const OLD_LITERAL = { shape: { method: { value: CALL } } };

test.each([
  ["a name", CALL],
  ["a schema of zod 4", zod.object({ method: zod.literal(CALL) })],
  ["a schema of zod mini", mini.object({ method: mini.literal(CALL) })],
  ["a schema of zod 3", OLD_LITERAL],
])("a handler that is set under %s is wrapped", async (_name, named) => {
  const { host, answer } = makeHost();
  host.setRequestHandler(named, () => ({ done: true }));
  expect(await answer()).toEqual({ done: true, wrapped: CALL });
});

test("one that was set before is wrapped where it is, and others are left alone", async () => {
  const { answer } = makeHost({ present: [CALL, "ping"] });
  expect(await answer()).toEqual({ method: CALL, wrapped: CALL });
  expect(await answer("ping")).toEqual({ method: "ping" });
});

test.each([
  ["another method", "ping"],
  ["another schema", zod.object({ method: zod.literal("ping") })],
  ["something that names none", {}],
])("a handler under %s is passed on", async (_name, named) => {
  const { host, answer } = makeHost();
  host.setRequestHandler(named, () => ({ done: true }));
  expect(await answer()).toEqual({ done: true });
});

test.each([
  ["before", (host: HandlerHost, all: Handler) => Object.assign(host, { fallbackRequestHandler: all })],
  ["afterwards", () => {}],
])("a handler of everything that is set %s is wrapped for that method alone", async (_name, beforehand) => {
  const all: Handler = () => ({ done: true });
  const { host } = makeHost({ beforehand: (bare) => beforehand(bare, all) });
  host.fallbackRequestHandler ??= all;
  expect(await host.fallbackRequestHandler({ method: CALL }, {})).toEqual({ done: true, wrapped: CALL });
  expect(await host.fallbackRequestHandler({ method: "ping" }, {})).toEqual({ done: true });
  host.fallbackRequestHandler = undefined;
  expect(host.fallbackRequestHandler).toBeUndefined();
});

test("a handler whose request is parsed by a schema of its own could be led past the gate, and is refused", () => {
  const { host } = makeHost();
  expect(() => host.setRequestHandler(CALL, { params: zod.object({}) }, () => ({}))).toThrow("cannot be gated");
});

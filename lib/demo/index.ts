/** Simulated providers, real MCP servers and real MCP clients, for `npm run demo` and for tests. */
export type { DemoServer } from "./settings.ts";
export { type Demo, type DemoOptions, startDemo } from "./start-demo.ts";

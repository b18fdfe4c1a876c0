import { test as base } from "@playwright/test";
import type { Role } from "#lib/domain/vocabulary.ts";
import { DemoWorld } from "#tests/demo/support/demo-world.ts";
import { Console } from "./console.ts";
import { readWorld, sessionFile, type World } from "./world.ts";

interface JourneyOptions {
  /** Who sits at the browser; null is a stranger. */
  role: Role | null;
}

interface JourneyFixtures {
  /** The providers' side: what the clients got, and every button of the control page. */
  demo: DemoWorld;
  /** What Lanekeeper's own API says, asked with the cookies of the page. */
  api: Console;
}

/** A test of Playwright in the world that the run started. */
export const test = base.extend<JourneyOptions & JourneyFixtures, { world: World }>({
  role: ["operator", { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads off the pattern what a fixture needs.
  world: [async ({}, use) => use(readWorld()), { scope: "worker" }],
  baseURL: async ({ world }, use) => use(world.url),
  storageState: async ({ role }, use) => use(role === null ? undefined : sessionFile(role)),
  demo: async ({ world }, use) => use(new DemoWorld(world.controlUrl)),
  api: async ({ page, world }, use) => use(new Console(page.request, world.url)),
});

export { expect } from "@playwright/test";

import { type Relay, startRelay } from "./support/relay.ts";
import { restoreLane } from "./support/restore-lane.ts";
import { expect, test } from "./support/test.ts";

const LANE = "github-ci";
let relay: Relay;

test.beforeEach(async ({ world }) => {
  relay = await startRelay(world.url);
});
test.afterEach(async ({ api, demo }) => {
  relay.close();
  await restoreLane(LANE, { api, demo });
});

test("a screen whose live stream is gone says so, goes on reading, and comes back by itself", async ({ page, api }) => {
  test.setTimeout(120_000);
  await page.goto(`${relay.url}/lanes`);
  const chip = page.locator("[data-freshness]");
  const lane = page.getByRole("row").filter({ hasText: LANE });
  await expect(chip).toHaveText(/^Live/);

  await test.step("without the stream it is not called live, and is read every 15 s", async () => {
    relay.breakStream();
    await expect(chip).toHaveText(/^Reconnecting \(\d+ s\)/, { timeout: 30_000 });
    await api.command(LANE, { kind: "pause", reason: "To be seen without the stream" });
    await expect(lane).toContainText("Paused by operator", { timeout: 20_000 });
    await expect(chip).toHaveText(/^Reconnecting/);
  });

  await test.step("with it, changes appear as they happen", async () => {
    relay.mendStream();
    await expect(chip).toHaveText(/^Live/, { timeout: 30_000 });
    await api.command(LANE, { kind: "resume", reason: "To be seen with the stream" });
    await expect(lane).not.toContainText("Paused", { timeout: 5_000 });
  });
});

test("many tabs of one browser share one stream, and go on when the tab that holds it is closed", async ({ page, api }) => {
  test.setTimeout(180_000);
  const tabs = [];
  // With the last, more than the connections that a browser keeps to one address.
  while (tabs.length < 7) tabs.push(await page.context().newPage());
  tabs.push(page);
  for (const tab of tabs) {
    await tab.goto(`${relay.url}/lanes`);
    await expect(tab.locator("[data-freshness]")).toHaveText(/^Live/, { timeout: 20_000 });
  }
  expect(relay.openStreams()).toBe(1);
  const [first, ...others] = tabs;
  await first?.close();
  await expect.poll(() => relay.openStreams()).toBe(1);
  await api.command(LANE, { kind: "pause", reason: "To be seen in every tab" });
  for (const tab of others) {
    // Eight tabs read at once, on a machine that may be busy.
    await expect(tab.getByRole("row").filter({ hasText: LANE })).toContainText("Paused by operator", { timeout: 30_000 });
  }
});

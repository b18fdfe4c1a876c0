import { LanePage } from "./support/lane-page.ts";
import { expect, test } from "./support/test.ts";

const LANE = "hubspot-crm";
/** A token of the journeys' demo lives 40 s and is refreshed before its last third. */
const NEXT_REFRESH_MS = 45_000;

test.afterEach(async ({ api, demo }) => {
  await demo.press(`/lanes/${LANE}/heal`);
  await api.until(LANE, ({ health }) => health === "healthy");
});

test("a refresh that fails is told in the provider's words while calls still work, and so is its recovery", async ({
  page,
  api,
  demo,
}) => {
  test.setTimeout(120_000);
  const lane = await LanePage.open(page, api, LANE);
  await demo.press(`/lanes/${LANE}/fail-refresh`);

  await test.step("refresh failing, with what the provider answered", async () => {
    await expect(lane.head).toContainText("Refresh failing", { timeout: NEXT_REFRESH_MS });
    await expect(lane.advice).toContainText("Calls still work until the lease in use ends.");
    await expect(page.getByRole("region", { name: "Evidence" })).toContainText("503");
    await demo.nextResult("contacts_list", "ok");
  });

  await test.step("it heals, and the alert closes", async () => {
    await demo.press(`/lanes/${LANE}/heal`);
    await expect(lane.head).toContainText("Healthy", { timeout: NEXT_REFRESH_MS });
    await expect(page.getByRole("region", { name: "Evidence" })).toBeHidden();
    expect((await api.alerts(LANE)).filter(({ state }) => state === "open")).toEqual([]);
    await demo.nextResult("contacts_list", "ok");
  });
});

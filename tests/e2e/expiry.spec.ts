import { LanePage } from "./support/lane-page.ts";
import { restoreLane } from "./support/restore-lane.ts";
import { expect, test } from "./support/test.ts";

const LANE = "github-ci";
const KEY_LIFE_S = 20;

test.afterEach(async ({ api, demo }) => {
  await demo.press("/servers/github-tools/start");
  await restoreLane(LANE, { api, demo });
});

test("a lane expires by the clock while its server is dead", async ({ page, api, demo }) => {
  await test.step("a key that ends soon is in use, and its server dies", async () => {
    await demo.press(`/lanes/${LANE}/new-key?lifetime_s=${KEY_LIFE_S}`);
    await api.command(LANE, { kind: "rotate", reason: "A key that ends soon" });
    await demo.press("/servers/github-tools/kill");
  });

  const lane = await LanePage.open(page, api, LANE);
  await test.step("its page says so without anybody reporting it", async () => {
    await expect(lane.head).toContainText("No report");
    await expect(lane.head).toContainText("Expired", { timeout: KEY_LIFE_S * 1_000 });
    await expect(lane.advice).toContainText("Expired: this credential has reached its end.");
    await expect(page.getByText(/Health .*→ expired by the clock/i).first()).toBeVisible();
    expect(await demo.server("github-tools")).toMatchObject({ status: "killed" });
  });

  await test.step("alerts stand for the expiry and for the silence", async () => {
    await page.goto("/alerts");
    for (const word of ["Expired", "Silent"]) {
      const alert = page.getByRole("listitem").filter({ hasText: LANE }).filter({ hasText: word });
      await expect(alert).toBeVisible();
    }
    await page.goto(`/servers/${(await api.lane(LANE)).server.id}`);
    await expect(page.getByRole("table", { name: "Replicas of the server" })).not.toContainText("Live");
  });

  await test.step("the server comes back, and its client reads why it is refused", async () => {
    await demo.press("/servers/github-tools/start");
    await demo.nextResult("ci_issues_list", "credential_expired", 15_000);
    await demo.nextResult("issues_list", "ok");
  });
});

import { LanePage } from "./support/lane-page.ts";
import { expect, test } from "./support/test.ts";

const LANE = "github-prod";

test("An operator loosens a lane's policy knowingly, sees who said so, and takes it back", async ({ page, api }) => {
  const lane = await LanePage.open(page, api, LANE);
  const policy = page.locator("section[aria-labelledby=policy]");
  await page.getByRole("tab", { name: "Policy" }).click();
  await expect(policy).toContainText("On suspicion", { ignoreCase: true });

  await test.step("by keyboard, and warned", async () => {
    await policy.getByRole("button", { name: "Change the policy…" }).press("Enter");
    await lane.sheet.getByLabel("Warns", { exact: true }).fill("45");
    await lane.sheet.getByLabel("Warns: unit").selectOption("min");
    await lane.sheet.getByRole("radio", { name: /Never by itself/ }).press("Space");
    await expect(lane.sheet).toContainText("This loosens containment");
    await lane.sheet.getByRole("button", { name: "Save and loosen containment" }).press("Enter");
    await expect(lane.sheet).toBeHidden();
  });

  await test.step("what holds, and beneath it what would", async () => {
    await expect(policy).toContainText("45 min before the end");
    await expect(policy).toContainText("Loosened by an operator");
    expect((await api.lane(LANE)).operator_policy).toEqual({ warning_s: 2_700, contain_on: "never" });
  });

  await test.step("the audit names who", async () => {
    await policy.getByRole("link", { name: "Who changed it, and when" }).click();
    await page
      .getByRole("button", { name: `Changed the policy of ${LANE}` })
      .first()
      .click();
    const entry = page.getByRole("dialog");
    await expect(entry).toContainText("operator@journeys.example");
    await expect(entry).toContainText("45 min");
    await page.goBack();
  });

  await test.step("taken back", async () => {
    await LanePage.open(page, api, LANE);
    await page.getByRole("tab", { name: "Policy" }).click();
    await policy.getByRole("button", { name: "Change the policy…" }).click();
    await lane.sheet.getByRole("button", { name: "Take it back" }).click();
    await lane.sheet.getByRole("radio", { name: /On suspicion/ }).click();
    await lane.sheet.getByRole("button", { name: "Save" }).click();
    await expect(lane.sheet).toBeHidden();
    expect((await api.lane(LANE)).operator_policy).toEqual({});
  });
});

test.describe("A viewer", () => {
  test.use({ role: "viewer" });
  test("reads the policy and cannot change it", async ({ page, api }) => {
    await LanePage.open(page, api, LANE);
    await page.getByRole("tab", { name: "Policy" }).click();
    const change = page.getByRole("button", { name: "Change the policy…" });
    await expect(change).toHaveAttribute("aria-disabled", "true");
    await change.click({ force: true });
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});

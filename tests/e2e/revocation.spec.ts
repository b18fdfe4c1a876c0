import { pressOnControlPage } from "./support/control-page.ts";
import { LanePage } from "./support/lane-page.ts";
import { restoreLane } from "./support/restore-lane.ts";
import { expect, test } from "./support/test.ts";

const LANE = "github-prod";

test.afterEach(({ api, demo }) => restoreLane(LANE, { api, demo }));

test("a key revoked at its provider is contained, alerted and refused; a new key and a person open the lane", async ({
  page,
  context,
  world,
  api,
  demo,
}) => {
  const { pid } = await demo.server("github-tools");
  await page.goto("/");
  await pressOnControlPage(context, world.controlUrl, LANE, "Revoke");

  await test.step("the overview says it, and the client reads why", async () => {
    await demo.nextResult("issues_list", "credential_revoked");
    await demo.nextResult("issues_create", "credential_revoked");
    await demo.nextResult("ci_issues_list", "ok");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/need.* you: .*1 revoked/);
    const needsYou = page.getByRole("region", { name: "Needs you" }).getByRole("listitem").filter({ hasText: LANE });
    await expect(needsYou).toContainText("Revoked");
    await expect(needsYou).toContainText("fail closed");
  });

  await test.step("the alert is one of containment", async () => {
    await page.goto("/alerts");
    await expect(page.getByRole("region", { name: "Containment" }).getByRole("listitem")).toContainText([LANE]);
  });

  const lane = await LanePage.open(page, api, LANE);
  await test.step("the lane is contained, and cannot be resumed on a dead key", async () => {
    await expect(lane.head).toContainText("Revoked");
    await expect(lane.head).toContainText("Contained");
    await lane.begin("Resume");
    await expect(lane.sheet.getByRole("button", { name: "The credential is revoked" })).toBeDisabled();
    await lane.sheet.getByRole("button", { name: "Cancel" }).click();
  });

  await test.step("a new key is taken over by itself, but waits for a person", async () => {
    await pressOnControlPage(context, world.controlUrl, LANE, "Put a new key in the store");
    await demo.nextResult("issues_list", "lane_paused", 15_000);
    await expect(lane.head).not.toContainText("Revoked");
    await expect(lane.head).toContainText("Contained");
    await lane.begin("Resume");
    await expect(lane.confirm("Resume", LANE)).toBeDisabled();
    await lane.giveReason("The leaked key is dead, the new one is in a vault");
    await lane.confirm("Resume", LANE).click();
  });

  await test.step("calls succeed in the same process", async () => {
    await demo.nextResult("issues_list", "ok");
    await demo.nextResult("issues_create", "ok");
    await expect(lane.head).toContainText("Healthy");
    await expect(lane.head).not.toContainText("Contained");
    expect(await demo.server("github-tools")).toMatchObject({ pid });
  });
});

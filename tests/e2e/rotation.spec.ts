import { LanePage } from "./support/lane-page.ts";
import { restoreLane } from "./support/restore-lane.ts";
import { expect, test } from "./support/test.ts";

const LANE = "github-prod";

test.afterEach(({ api, demo }) => restoreLane(LANE, { api, demo }));

test("Rotate says first that the store holds nothing new, then carries on with a new key without a restart", async ({
  page,
  api,
  demo,
}) => {
  const before = { lane: await api.lane(LANE), server: await demo.server("github-tools"), tool: await demo.tool("issues_list") };
  const served = before.lane.generation?.number ?? 0;
  const lane = await LanePage.open(page, api, LANE);

  await test.step("nothing new in the store: said before the click, and there is nothing to click", async () => {
    await lane.begin("Rotate");
    await expect(lane.sheet).toContainText(`The store still holds v${served}. Put a new key in `);
    await expect(lane.sheet).toContainText("no_new_version");
    await expect(lane.sheet.getByRole("button", { name: "Nothing new in the store" })).toBeDisabled();
  });

  await test.step("the open sheet follows the store", async () => {
    await demo.press(`/lanes/${LANE}/new-key`);
    await expect(lane.sheet).toContainText(`v${served + 1} in `);
    await expect(lane.sheet).toContainText("without a restart");
  });

  await test.step("two clicks are one command", async () => {
    await lane.giveReason("Planned rotation");
    await lane.sheet.getByRole("radio", { name: /When the new one is proven/ }).click();
    await lane.confirm("Rotate", LANE).dblclick();
    await expect(lane.command).toContainText(new RegExp(`Rotated: generation ${served + 1} live`));
    const rotations = (await api.commands(LANE)).filter(
      ({ kind, requested_at }) => kind === "rotate" && requested_at > before.lane.server_time,
    );
    expect(rotations).toHaveLength(1);
  });

  await test.step("the same process serves the new generation, and no call was refused", async () => {
    const after = await demo.nextResult("issues_list", "ok");
    expect({ ...after.counts, ok: 0 }).toEqual({ ...before.tool.counts, ok: 0 });
    expect(await demo.server("github-tools")).toEqual(before.server);
    await page.getByRole("tab", { name: /Generations/ }).click();
    const row = page
      .getByRole("table", { name: "Generations" })
      .getByRole("row")
      .filter({ hasText: `v${served + 1}` });
    await expect(row).toContainText("Serving");
  });
});

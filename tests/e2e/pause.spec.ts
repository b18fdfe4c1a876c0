import { LanePage } from "./support/lane-page.ts";
import { restoreLane } from "./support/restore-lane.ts";
import { expect, test } from "./support/test.ts";

const LANE = "github-prod";
const STEPS = ["Queued", "Delivered", "Acknowledged", "Succeeded"];

test.afterEach(({ api, demo }) => restoreLane(LANE, { api, demo }));

test("Pause refuses the next call of a real client and no other lane's; Resume lets it through again", async ({
  page,
  api,
  demo,
}) => {
  const { pid } = await demo.server("github-tools");
  const lane = await LanePage.open(page, api, LANE);

  await test.step("the sheet says what it will do, and wants a reason", async () => {
    await lane.begin("Pause");
    await expect(lane.sheet).toContainText("github-ci is unaffected by this lane.");
    await expect(lane.confirm("Pause", LANE)).toBeDisabled();
    await lane.giveReason("Writes look wrong");
  });

  await test.step("the client's next call is refused, and its neighbour's is answered", async () => {
    const clickedAt = Date.now();
    await lane.confirm("Pause", LANE).click();
    const { recent } = await demo.nextResult("issues_list", "lane_paused");
    const refusedAt = Math.min(...recent.filter(({ code }) => code === "lane_paused").map(({ at }) => Date.parse(at)));
    await expect(lane.head).toContainText("Paused by operator");
    const [{ requested_at, finished_at } = { requested_at: "", finished_at: "" }] = await api.commands(LANE);
    const heldMs = Date.parse(finished_at ?? "") - Date.parse(requested_at);
    console.log(
      `    Pause: ${refusedAt - clickedAt} ms from the click to the first refused call (the client calls every 250 ms), ${heldMs} ms of it from the record to the server's confirmation`,
    );
    await demo.nextResult("issues_create", "lane_paused");
    await demo.nextResult("ci_issues_list", "ok");
  });

  await test.step("the way of the command is on the screen, also after a reload", async () => {
    for (const reload of [false, true]) {
      if (reload) await page.reload();
      for (const step of STEPS)
        await expect(lane.command.getByRole("listitem").filter({ hasText: step })).toContainText("(done)");
      await expect(lane.command).toContainText(/Paused \d\d:\d\d:\d\d, confirmed by /);
      await expect(lane.command).toContainText("operator@journeys.example");
      await expect(lane.command).toContainText("Writes look wrong");
      await expect(lane.head).toContainText("Paused by operator");
    }
  });

  await test.step("Resume", async () => {
    await lane.begin("Resume");
    await lane.giveReason("They were right after all");
    await lane.confirm("Resume", LANE).click();
    await demo.nextResult("issues_list", "ok");
    await expect(lane.command).toContainText(/Resumed \d\d:\d\d:\d\d/);
    await expect(lane.head).not.toContainText("Paused");
    await expect(lane.head).toContainText("Healthy");
  });
  expect((await demo.server("github-tools")).pid).toBe(pid);
});

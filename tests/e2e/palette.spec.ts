import { expect, test } from "./support/test.ts";

test("Control K finds a lane by a few letters and opens an action's sheet, which waits", async ({ page, api }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Find" })).toBeVisible();
  const palette = page.getByRole("dialog", { name: "Find a lane, a server, a page" });

  await test.step("a lane", async () => {
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").fill("hubs");
    await expect(palette.getByRole("option").first()).toContainText("hubspot-crm");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("hubspot-crm");
    await expect(palette).toBeHidden();
  });

  await test.step("an action", async () => {
    const before = await api.commands("github-prod");
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").fill("pause github-prod");
    await palette.getByRole("option", { name: "Pause github-prod…" }).click();
    await expect(page.getByRole("dialog", { name: "Pause github-prod" })).toBeVisible();
    await expect(page).not.toHaveURL(/do=/);
    expect(await api.commands("github-prod")).toHaveLength(before.length);
    await page.keyboard.press("Escape");
  });

  await test.step("single keys", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("u");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Audit");
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect(help).toContainText("Servers");
    await help.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();
    await page.keyboard.press("?");
    await expect(help).toBeHidden();
  });
});

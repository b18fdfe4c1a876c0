import { LanePage } from "./support/lane-page.ts";
import { expect, test } from "./support/test.ts";
import { emailOf, PASSWORD } from "./support/users.ts";

const PHONE = { width: 390, height: 844 };

test.describe("a stranger", () => {
  test.use({ role: null, viewport: PHONE });

  test("is led from a deep link through a password to where the link pointed", async ({ page }) => {
    await page.goto("/alerts?state=all");
    await expect(page).toHaveURL(/\/sign-in\?return=/);
    await page.getByLabel("E-mail").fill(emailOf("operator"));
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/alerts\?state=all$/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });

  test("signs in by a link that works once, and leaves no token in the address", async ({ page, browser, world }) => {
    await page.goto(`${world.signInUrl}&return=${encodeURIComponent("/lanes?q=github")}`);
    await expect(page).toHaveURL(`${world.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${world.url}/lanes?q=github`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Lanes");

    const other = await browser.newPage({ storageState: { cookies: [], origins: [] } });
    await other.goto(world.signInUrl);
    await other.getByRole("button", { name: "Sign in" }).click();
    await expect(other.getByRole("alert").filter({ hasText: "used before or has run out" })).toBeVisible();
    await other.close();
  });

  for (const email of [emailOf("viewer"), "nobody@journeys.example"]) {
    test(`reads nothing about the account from a wrong password (${email})`, async ({ page }) => {
      await page.goto("/sign-in");
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password").fill("not the password of anybody");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("That e-mail and password do not match. Check both and try again.")).toBeVisible();
      await expect(page).toHaveURL(/\/sign-in/);
    });
  }
});

test.describe("a viewer", () => {
  test.use({ role: "viewer" });

  test("sees the actions, but is told which role they need", async ({ page, api }) => {
    const lane = await LanePage.open(page, api, "github-prod");
    for (const action of ["Pause…", "Rotate…"]) {
      const button = lane.head.getByRole("button", { name: action });
      await expect(button).toHaveAttribute("aria-disabled", "true");
      await button.hover();
      await expect(page.getByRole("tooltip")).toContainText("Needs the role operator");
      await button.click({ force: true });
      await expect(lane.sheet).toBeHidden();
      await page.mouse.move(0, 0);
    }
    await page.goto("/servers");
    await expect(page.getByText("Needs the role admin")).toBeVisible();
    await expect(page.getByRole("button", { name: "Register server" })).toBeDisabled();
  });
});

import type { BrowserContext } from "@playwright/test";

/** Presses a button of the demo's control page, in the section of a lane or a server. */
export async function pressOnControlPage(
  context: BrowserContext,
  controlUrl: string,
  section: string,
  button: string,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(controlUrl);
  const place = page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: section }) });
  // The answer sends the form back to the page: once that has loaded anew, what the button does is done.
  const reloaded = page.waitForEvent("load");
  await place.getByRole("button", { name: button, exact: true }).click();
  await reloaded;
  await page.close();
}

import type { BrowserContext } from "@playwright/test";
import { expect } from "./test.ts";

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
  const sent = page.waitForResponse((answer) => answer.request().method() === "POST");
  await place.getByRole("button", { name: button, exact: true }).click();
  expect((await sent).status()).toBe(303);
  await page.close();
}

import type { Locator, Page } from "@playwright/test";
import type { Console } from "./console.ts";
import { expect } from "./test.ts";

/** One lane's page, as somebody reads and uses it. */
export class LanePage {
  readonly page: Page;
  /** Name, cause and the actions. */
  readonly head: Locator;
  readonly sheet: Locator;
  /** The command under way, or the last outcome. */
  readonly command: Locator;
  readonly advice: Locator;

  constructor(page: Page) {
    this.page = page;
    this.head = page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) });
    this.sheet = page.getByRole("dialog").filter({ has: page.getByRole("button", { name: "Cancel" }) });
    this.command = page.locator("section[aria-labelledby=command]");
    this.advice = page.locator("section[aria-labelledby=what-to-do]");
  }

  static async open(page: Page, api: Console, name: string): Promise<LanePage> {
    await page.goto(`/lanes/${await api.laneId(name)}`);
    const lane = new LanePage(page);
    await expect(lane.head.getByRole("heading", { level: 1 })).toHaveText(name);
    return lane;
  }

  /** Opens the sheet of an action by its button in the head. */
  async begin(action: "Pause" | "Resume" | "Rotate"): Promise<void> {
    await this.head.getByRole("button", { name: `${action}…` }).click();
    await expect(this.sheet).toBeVisible();
  }

  /** The button of the open sheet that sends the command. */
  confirm = (action: "Pause" | "Resume" | "Rotate", name: string): Locator =>
    this.sheet.getByRole("button", { name: `${action} ${name}` });

  async giveReason(reason: string): Promise<void> {
    await this.sheet.getByLabel("Reason").fill(reason);
  }
}

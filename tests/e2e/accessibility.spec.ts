import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { restoreLane } from "./support/restore-lane.ts";
import { routes } from "./support/routes.ts";
import { expect, test } from "./support/test.ts";

const HEALTHY = "hubspot-crm";
const REVOKED = "github-prod";
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];

// What is wrong is told by the rule and the markup; a recording would double the time.
test.use({ trace: "off" });

/** A phone and a desktop by every rule, and in the dark by those that colours can break. */
async function expectNoViolation(page: Page): Promise<void> {
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    await show(page, "light");
    expect(await violations(new AxeBuilder({ page })), `${viewport.width} px`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `sideways scroll at ${viewport.width} px`).toBeLessThanOrEqual(0);
    await show(page, "dark");
    expect(await violations(new AxeBuilder({ page }).withTags("cat.color")), `${viewport.width} px, dark`).toEqual([]);
  }
}

/** Changes the theme and waits for colours that change by and by. */
async function show(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}

async function violations(builder: AxeBuilder): Promise<{ id: string; nodes: string[] }[]> {
  const { violations: found } = await builder.analyze();
  return found.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`) }));
}

test.describe("signed in", () => {
  test.use({ role: "admin" });

  test.beforeEach(async ({ api, demo }) => {
    if ((await api.lane(REVOKED)).health === "revoked") return;
    await demo.press(`/lanes/${REVOKED}/revoke`);
    await api.until(REVOKED, ({ health, control }) => health === "revoked" && control === "contained");
  });

  for (const route of routes(HEALTHY, REVOKED)) {
    test(`${route.name} has no violation`, async ({ page, api }) => {
      await page.goto(await route.path(api));
      await expect(page.locator("h1")).toBeAttached();
      await expectNoViolation(page);
    });
  }

  test("the sheets of a lane have no violation", async ({ page, api, demo }) => {
    await restoreLane(REVOKED, { api, demo });
    await page.goto(`/lanes/${await api.laneId(REVOKED)}`);
    for (const action of ["Pause…", "Rotate…"]) {
      await page.getByRole("button", { name: action }).first().click();
      await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
    }
  });
});

test.describe("signed out", () => {
  test.use({ role: null });

  for (const [name, path] of [
    ["signing in", "/sign-in"],
    ["signing in by a link", "/sign-in?token=0123"],
  ] as const) {
    test(`${name} has no violation`, async ({ page }) => {
      await page.goto(path);
      await expectNoViolation(page);
    });
  }
});

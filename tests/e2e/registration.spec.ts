import { expect, test } from "./support/test.ts";

const SERVER = "billing-tools";

test.use({ role: "admin" });

test("a server registered in the console gets a key, once, and one report with the snippet puts its lane on the screen", async ({
  page,
}) => {
  await page.goto("/servers");
  await page.getByRole("button", { name: "Register server" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Name", { exact: true }).fill(SERVER);
  await sheet.getByRole("button", { name: "Register server" }).click();
  await expect(sheet).toContainText(`${SERVER} is registered`);
  await sheet.getByRole("tab", { name: "curl" }).click();
  const snippet = (await sheet.getByRole("tabpanel", { name: "curl" }).locator("pre").textContent()) ?? "";
  const key = snippet.match(/LANEKEEPER_KEY='(lk_srv_[^']+)'/)?.[1] ?? "";
  expect(key).not.toBe("");
  await expect(sheet).toContainText(key);

  await test.step("the key is never shown again", async () => {
    await sheet.getByRole("link", { name: "I have copied the key" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(SERVER);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(SERVER);
    expect(await page.content()).not.toContain(key);
  });

  await test.step("what the snippet sends is taken, and its lane appears", async () => {
    await page.goto("/lanes");
    await expect(page.getByRole("row").filter({ hasText: "github-prod" })).toBeVisible();
    const answer = await sendAsSnippet(snippet, key);
    expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
    const lane = page.getByRole("row").filter({ hasText: "first-lane" });
    await expect(lane).toContainText(SERVER);
    await lane.getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("first-lane");
  });
});

/** Sends what the snippet's curl would send, read off the snippet itself. */
function sendAsSnippet(snippet: string, key: string): Promise<Response> {
  const url = snippet.match(/curl (\S+)/)?.[1] ?? "";
  const headers = [...snippet.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = "", value = ""]): [string, string] => [
    name,
    value.replace("$LANEKEEPER_KEY", key),
  ]);
  const body = snippet.match(/-d '([\s\S]+)'/)?.[1] ?? "";
  return fetch(url, { method: "POST", headers, body });
}

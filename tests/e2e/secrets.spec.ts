import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { knownSecrets } from "./support/known-secrets.ts";
import { routes } from "./support/routes.ts";
import { expect, test } from "./support/test.ts";

/** Four lanes' credentials, three servers' keys, the secret of one OAuth app, and the token of the vault. */
const SECRETS_OF_THE_DEMO = 9;

test.use({ role: "admin" });

test("no page, address or answer holds a credential", async ({ page, api, world }) => {
  test.setTimeout(120_000);
  const secrets = knownSecrets(world.dataDir);
  expect(secrets).toHaveLength(SECRETS_OF_THE_DEMO);
  const seen: { where: string; text: string }[] = [];
  page.on("request", (request) => seen.push({ where: "an address", text: request.url() }));
  page.on("response", async (answer) => {
    if (!answer.headers()["content-type"]?.includes("json")) return;
    seen.push({ where: answer.url(), text: await answer.text().catch(() => "") });
  });
  for (const route of routes("github-ci", "github-prod")) {
    await page.goto(await route.path(api));
    await expect(page.locator("h1")).toBeAttached();
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    seen.push({ where: route.name, text: `${await page.content()}${page.url()}${stored}` });
  }
  expect(seen.length).toBeGreaterThan(100);
  expect(seen.filter(({ text }) => secrets.some((secret) => text.includes(secret))).map(({ where }) => where)).toEqual([]);
});

test("no log holds a credential", ({ world }) => {
  const logs = globSync(join(world.dataDir, "{,demo/}logs", "*.log"));
  expect(logs.map((path) => path.split("/").at(-1))).toEqual(
    expect.arrayContaining(["web.log", "worker.log", "github-tools.log", "crm.log", "stripe-billing.log"]),
  );
  const secrets = knownSecrets(world.dataDir);
  expect(logs.filter((path) => secrets.some((secret) => readFileSync(path, "utf8").includes(secret)))).toEqual([]);
});

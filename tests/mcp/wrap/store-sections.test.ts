import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "#lib/mcp/wrap/config/read-config.ts";
import { storeOf } from "#lib/mcp/wrap/config/store-of.ts";
import { Surroundings } from "#lib/mcp/wrap/config/surroundings.ts";
import { startAws } from "../support/aws-simulator.ts";
import { startVault, type VaultSimulator } from "../support/vault-simulator.ts";

let folder: string;
let vault: VaultSimulator;
let environment: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-sections-"));
  vault = await startVault();
  environment = {};
});
afterEach(async () => {
  await vault.close();
  await rm(folder, { recursive: true });
});

const textOf = (store: string) => `url: https://lanekeeper.example.com
server: github-tools
lanes:
  - name: github-prod
    provider: github
    inject: { env: GITHUB_TOKEN }
    store: ${store}
`;
async function open(store: string) {
  const [lane] = readConfig(textOf(store), "lanekeeper.yaml", "stdio").lanes;
  if (!lane) throw new Error("the configuration holds no lane");
  return storeOf(lane.store, new Surroundings(environment, folder));
}
const mistakesIn = (store: string): string => {
  try {
    readConfig(textOf(store), "lanekeeper.yaml", "stdio");
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("a section makes its store", () => {
  test("file, beside the configuration", async () => {
    await writeFile(join(folder, "secret.json"), '{"token":"s3cret"}');
    const store = await open("{ type: file, path: secret.json, field: token }");
    expect([store.type, store.reference]).toEqual(["file", join(folder, "secret.json")]);
    expect(await store.read()).toMatchObject({ secret: "s3cret" });
  });

  test("command, without a shell", async () => {
    const store = await open(
      `{ type: command, command: [${process.execPath}, -e, "console.log('s3cret')"], reference: vault, timeout_s: 5 }`,
    );
    expect([store.type, store.reference]).toEqual(["command", "vault"]);
    expect(await store.read()).toMatchObject({ secret: "s3cret" });
  });

  test("env, which stays unmanaged", async () => {
    environment.GITHUB_SECRET = "s3cret";
    const store = await open("{ type: env, variable: GITHUB_SECRET }");
    expect(store.type).toBe("env");
    expect(await store.read()).toEqual({ secret: "s3cret" });
  });

  test("vault, by a token in a file and by AppRole", async () => {
    vault.put("mcp/github", { secret: "s3cret" });
    await writeFile(join(folder, "vault-token"), vault.issueToken());
    const place = `type: vault, url: "${vault.http.url}", path: mcp/github`;
    const byToken = await open(`{ ${place}, token: { file: vault-token } }`);
    expect(byToken.reference).toBe("secret/mcp/github");
    expect(await byToken.read()).toMatchObject({ secret: "s3cret", version: "1" });
    environment.SECRET_ID = vault.role.secretId;
    const byRole = await open(`{ ${place}, app_role: { role_id: role-1, secret_id: { env: SECRET_ID } } }`);
    expect(await byRole.read()).toMatchObject({ secret: "s3cret" });
  });

  test("aws_secrets_manager and gcp_secret_manager, by name", async () => {
    const aws = await startAws("mcp/github");
    const store = await open(
      `{ type: aws_secrets_manager, secret_id: mcp/github, region: eu-central-1, endpoint: "${aws.http.url}" }`,
    );
    expect([store.type, store.reference]).toEqual(["aws_secrets_manager", "mcp/github"]);
    await aws.close();
    const gcp = await open("{ type: gcp_secret_manager, project: acme, secret: mcp-github, poll_s: 30 }");
    expect([gcp.type, gcp.reference]).toEqual(["gcp_secret_manager", "projects/acme/secrets/mcp-github"]);
  });

  test("a grant, a client and an app, over any of them", async () => {
    const place = `{ type: vault, url: "${vault.http.url}", path: mcp/crm, token: { env: VAULT_TOKEN }, field: refresh_token }`;
    const client = "token_url: https://api.example.com/token, client_id: app";
    environment.CLIENT_SECRET = "hush";
    const grant = await open(
      `{ type: oauth_refresh, store: ${place}, ${client}, client_secret: { env: CLIENT_SECRET }, shared: true }`,
    );
    expect([grant.type, grant.reference, grant.refresh !== undefined]).toEqual(["oauth_refresh", "secret/mcp/crm", true]);
    expect((await open(`{ type: oauth_refresh, path: grant.json, ${client} }`)).reference).toBe(join(folder, "grant.json"));
    const own = await open(`{ type: oauth_client, store: ${place}, ${client}, authentication: client_secret_basic }`);
    expect(own.type).toBe("oauth_client");
    const app = await open("{ type: github_app, store: { type: file, path: app.pem }, app_id: 1234, installation_id: 5678 }");
    expect([app.type, app.reference]).toEqual(["github_app", join(folder, "app.pem")]);
  });

  test("a client secret that is not there is said to be missing by its name", async () => {
    const section =
      "{ type: oauth_refresh, path: g, token_url: https://a.example/t, client_id: app, client_secret: { env: NOT_SET } }";
    await expect(open(section)).rejects.toThrow("NOT_SET is not set");
  });
});

test.each([
  ["{ type: floppy }", "lanes[0].store.type must be file, command, env, vault,"],
  ["{ type: command, command: ls }", "lanes[0].store.command must be a list: a program and its arguments"],
  ["{ type: vault, url: nowhere, path: a, token: { env: T } }", "lanes[0].store.url must be the address of Vault"],
  ["{ type: vault, url: https://v, path: a }", "lanes[0].store must have either token or app_role"],
  ["{ type: vault, url: https://v, path: a, token: hvs.secret }", "lanes[0].store.token must be { env: VAULT_TOKEN }"],
  ["{ type: oauth_refresh, token_url: https://a.example, client_id: a }", "lanes[0].store must have either path or store"],
  [
    "{ type: oauth_client, token_url: https://a.example, client_id: a, store: { type: oauth_client } }",
    "lanes[0].store.store.type must be file",
  ],
  [
    "{ type: aws_secrets_manager, secret_id: a, colour: red }",
    "lanes[0].store.colour is not known here; known are type, secret_id,",
  ],
])("%s is told with its line and what would be right", (store, expected) => {
  expect(mistakesIn(store)).toContain(`lanekeeper.yaml:7: ${expected}`);
  expect(mistakesIn(store)).not.toContain("hvs.secret");
});

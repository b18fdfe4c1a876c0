import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "@playwright/test";
import { ROLES, type Role } from "#lib/domain/vocabulary.ts";
import { startWorld } from "./start-world.ts";
import { emailOf, PASSWORD } from "./users.ts";
import { sessionFile, WORLD_FILE, WORLD_FOLDER } from "./world.ts";

/** One world for the whole run, and a session of every role in it. Returns what ends it. */
export default async function setUp(): Promise<() => Promise<void>> {
  const { world, stop } = await startWorld();
  const tearDown = async () => {
    await stop();
    rmSync(WORLD_FOLDER, { recursive: true, force: true });
  };
  try {
    mkdirSync(WORLD_FOLDER, { recursive: true });
    writeFileSync(WORLD_FILE, JSON.stringify(world), { mode: 0o600 });
    for (const role of ROLES) await signIn(world.url, role);
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

/** Signs in as the sign-in page does, and keeps the cookies for the journeys that begin signed in. */
async function signIn(baseURL: string, role: Role): Promise<void> {
  const browser = await request.newContext({ baseURL });
  const { csrfToken } = (await (await browser.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const form = { csrfToken, email: emailOf(role), password: PASSWORD, json: "true" };
  await browser.post("/api/auth/callback/credentials", { form, headers: { origin: baseURL } });
  const session = await browser.get("/api/v1/session");
  if (!session.ok()) throw new Error(`The ${role} could not sign in: ${session.status()} ${await session.text()}`);
  await browser.storageState({ path: sessionFile(role) });
  await browser.dispose();
}

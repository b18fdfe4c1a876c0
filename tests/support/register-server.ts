import type { ServerCreated } from "#lib/contract/server.ts";
import { env } from "#lib/env.ts";

/** Registers a server through the running API, as provisioning would, and returns its key. */
export async function registerServer(url: string, name: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/servers`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${env().LANEKEEPER_BOOTSTRAP_TOKEN ?? ""}` },
    body: JSON.stringify({ name }),
  });
  if (answer.status !== 201) throw new Error(`${name} was not registered: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as ServerCreated).key;
}

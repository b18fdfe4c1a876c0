import { randomUUID } from "node:crypto";

/** A good event of `github-tools`, with some of its members replaced; a member that is `undefined` is left out. */
export function makeEvent(replaced: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "/servers/github-tools/replicas/web1-9c2e",
    type: "dev.lanekeeper.call.usage",
    subject: "github-prod",
    time: new Date().toISOString(),
    data: { route: { tool: "issues_list" }, result: "ok", count: 1 },
    ...replaced,
  };
}

export const loaded = (data: Record<string, unknown> = {}): Record<string, unknown> =>
  makeEvent({
    type: "dev.lanekeeper.credential.loaded",
    data: { generation: 1, fingerprint: "9f2c41d0a7b35e68", ...data },
  });

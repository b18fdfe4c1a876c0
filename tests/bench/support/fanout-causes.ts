import { eventSource, eventType, MEDIA_TYPE } from "#lib/contract/event.ts";
import { env } from "#lib/env.ts";

export const SLUG = "fanout";
export const LANE = "github-prod";

/** Reports a new generation of the lane: something every console shows. */
export async function causeEvent(url: string, key: string, round: number): Promise<void> {
  const event = {
    specversion: "1.0",
    id: `loaded-${round}`,
    source: eventSource(SLUG, "host0-1"),
    type: eventType("credential.loaded"),
    subject: LANE,
    time: new Date().toISOString(),
    sequence: String(round + 1),
    data: { generation: round + 1, fingerprint: String(round).padStart(16, "0"), expires_at: "never" },
  };
  const answer = await fetch(`${url}/api/v1/events`, {
    method: "POST",
    headers: { "content-type": MEDIA_TYPE.event, authorization: `Bearer ${key}` },
    body: JSON.stringify(event),
  });
  if (answer.status !== 202) throw new Error(`An event was answered ${answer.status}: ${await answer.text()}`);
}

/** Pauses the lane, or resumes it: something every replica obeys. */
export async function causePause(url: string, laneId: string, round: number): Promise<void> {
  const answer = await fetch(`${url}/api/v1/lanes/${laneId}/commands`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${env().LANEKEEPER_BOOTSTRAP_TOKEN ?? ""}` },
    body: JSON.stringify({ kind: round % 2 === 0 ? "pause" : "resume", reason: `round ${round}` }),
  });
  if (answer.status !== 202) throw new Error(`A command was answered ${answer.status}: ${await answer.text()}`);
}

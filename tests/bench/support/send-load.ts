import { Agent, request } from "node:http";
import type { Batch } from "./reporting-fleet.ts";

export interface Load {
  url: string;
  connections: number;
  durationMs: number;
  next(): Batch;
  /** Told once a second how many requests were answered so far. */
  progress(answered: number, elapsedMs: number): void;
}

export interface Answered {
  batch: Batch;
  status: number;
  latencyMs: number;
  answer: string;
}

/** Sends batches over so many connections until the time is up, and waits for the last answers. */
export async function sendLoad({ url, connections, durationMs, next, progress }: Load): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answered: Answered[] = [];
  const startedAt = performance.now();
  const ticker = setInterval(() => progress(answered.length, performance.now() - startedAt), 1_000);
  const connection = async () => {
    while (performance.now() - startedAt < durationMs) {
      const batch = next();
      const sentAt = performance.now();
      const { status, answer } = await send(`${url}/api/v1/events`, agent, batch);
      answered.push({ batch, status, answer, latencyMs: performance.now() - sentAt });
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  clearInterval(ticker);
  agent.destroy();
  return answered;
}

export function send(url: string, agent: Agent | undefined, { key, body }: Batch): Promise<{ status: number; answer: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        agent,
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/cloudevents-batch+json",
          "content-length": Buffer.byteLength(body),
        },
      },
      async (incoming) => {
        let answer = "";
        for await (const chunk of incoming.setEncoding("utf8")) answer += chunk;
        resolve({ status: incoming.statusCode ?? 0, answer });
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

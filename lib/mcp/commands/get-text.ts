import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { after } from "../timers.ts";

export interface TextRequest {
  url: URL;
  headers: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
  /** Whether the process waits for the answer: a server over standard input would otherwise outlive its client. */
  holdsProcess: boolean;
}

export interface TextAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Asks for one small text over a connection of its own. Rejects where there is no answer in time. */
export function getText({ url, headers, timeoutMs, signal, holdsProcess }: TextRequest): Promise<TextAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const request = send(url, { headers, agent: false, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on("error", reject);
    });
    const cancel = after(timeoutMs, () => request.destroy(new Error("no answer in time")));
    request.on("socket", (socket) => holdsProcess || socket.unref());
    request.on("error", reject);
    request.on("close", () => {
      cancel();
      reject(new Error("the connection was closed"));
    });
    request.end();
  });
}

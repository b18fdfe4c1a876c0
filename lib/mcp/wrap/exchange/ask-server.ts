import { readMessage } from "../wire/message.ts";
import { replaceSpans } from "../wire/replace-spans.ts";
import type { ServerLink } from "./server-link.ts";

/** Far from where clients begin to count. */
const FIRST_OWN_ID = 2_000_000_000;
let asked = 0;

/**
 * Sends a request of the client's once more, under an id of the wrapper's own and of the same kind; the answer is not for the client.
 * Rejects where the bytes hold no request.
 */
export function askServer(link: ServerLink, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const message = readMessage(request);
    if (message.kind !== "request") return reject(new Error("only a request can be asked again"));
    asked += 1;
    const isText = message.id.key.startsWith('"');
    const id = isText ? JSON.stringify(`lanekeeper-ask-${asked}`) : String(FIRST_OWN_ID + asked);
    link.asked.set(id, resolve);
    link.send(replaceSpans(request, [{ span: message.id.raw, by: id }]));
  });
}

import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";

/** One message as it crossed the wire, and who sent it. */
export interface Crossed {
  from: "client" | "server";
  message: JSONRPCMessage;
}

/** Writes down everything that crosses a transport. */
export function writeDown(transport: Transport): Crossed[] {
  const transcript: Crossed[] = [];
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    for (const one of [message].flat()) transcript.push({ from: "client", message: one });
    return send(message, options);
  };
  let deliver: Transport["onmessage"];
  Object.defineProperty(transport, "onmessage", {
    configurable: true,
    get: () => deliver,
    set: (receive: NonNullable<Transport["onmessage"]>) => {
      deliver = (message, extra) => {
        transcript.push({ from: "server", message });
        receive(message, extra);
      };
    },
  });
  return transcript;
}

const VARYING: readonly [RegExp, string][] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>"],
  [/\d{1,2}:\d\d:\d\d( [AP]M)?/g, "<time>"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>"],
];

/** A transcript by what was said: times and made-up names left out, and in an order that does not depend on who was quicker. */
export function essenceOf(transcript: readonly Crossed[]): string[] {
  const lines = transcript.map(({ from, message }) => {
    const text = VARYING.reduce((all, [pattern, by]) => all.replaceAll(pattern, by), JSON.stringify(message));
    return `${from} ${text}`;
  });
  return lines.sort();
}

import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * `cut` resets every connection; `mute` takes them and lets nothing through, without a word; `deaf` lets requests through and cuts
 * the connection when the answer comes, after whatever was asked for was done.
 */
export type Weather = "open" | "cut" | "mute" | "deaf";

/** The way to Lanekeeper: real sockets on loopback, and a weather. */
export interface UnsteadyNetwork {
  url: string;
  change(weather: Weather): void;
  /** How many answers to reports were lost on the way back. */
  lostAnswers(): number;
  close(): Promise<void>;
}

const REPORT = "POST /api/v1/events ";

export async function startUnsteadyNetwork(target: string): Promise<UnsteadyNetwork> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let weather: Weather = "open";
  let lost = 0;
  const track = (socket: Socket, other: Socket | null) => {
    open.add(socket);
    socket.on("error", () => other?.destroy());
    socket.once("close", () => {
      open.delete(socket);
      other?.destroy();
    });
  };
  const server = createServer((client) => {
    if (weather === "cut") return void client.resetAndDestroy();
    if (weather === "mute") return track(client.pause(), null);
    const upstream = connect(Number(port), hostname);
    track(client, upstream);
    track(upstream, client);
    let reports = false;
    client.on("data", (chunk) => {
      reports = chunk.toString("latin1", 0, REPORT.length) === REPORT || reports;
    });
    upstream.prependListener("data", () => {
      if (weather !== "deaf") return;
      if (reports) lost += 1;
      client.resetAndDestroy();
    });
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lostAnswers: () => lost,
    change: (next) => {
      weather = next;
      for (const socket of open) {
        if (next === "mute") socket.unpipe().pause();
        else socket.resetAndDestroy();
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A stretch of network on loopback that can go dead without a word, as when the machine at its end vanishes. */
export interface Relay {
  port: number;
  /** From now on nothing that is sent arrives, and nothing says so; new connections pass. */
  goDead(): void;
  close(): Promise<void>;
}

export async function startRelay({ hostname, port }: { hostname: string; port: number }): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, hostname);
    client.pipe(upstream).pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on("error", () => other.destroy());
      socket.once("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    goDead: () => {
      for (const socket of open) socket.unpipe().pause();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Balancer {
  url: string;
  close(): Promise<void>;
}

/** Hands each connection to the next of several ports on loopback, and past one that does not answer. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    turn += 1;
    open.add(client);
    client.once("close", () => open.delete(client));
    handOver(client, [...ports.slice(turn % ports.length), ...ports.slice(0, turn % ports.length)]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of open) client.destroy();
      }),
  };
}

function handOver(client: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) return void client.destroy();
  const upstream = connect(port, "127.0.0.1");
  let isConnected = false;
  upstream.once("connect", () => {
    isConnected = true;
    client.pipe(upstream).pipe(client);
  });
  upstream.once("error", () => (isConnected ? client.destroy() : handOver(client, others)));
  upstream.once("close", () => isConnected && client.destroy());
  client.on("error", () => upstream.destroy());
  client.once("close", () => upstream.destroy());
}

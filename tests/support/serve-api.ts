import { globSync } from "node:fs";
import { createServer } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Route = { pattern: URLPattern; methods: Record<string, unknown> };

/** Serves every route of `app/api` on loopback from its source, as Next would; pages and sign-in are left out. */
export async function serveApi(): Promise<{ url: string; close(): Promise<void> }> {
  const routes = await loadRoutes();
  const server = createServer(toNodeHandler({ fetch: (request) => answer(request, routes) }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function loadRoutes(): Promise<Route[]> {
  const files = globSync("app/api/**/route.ts").filter((file) => !file.includes("[..."));
  return Promise.all(
    files.map(async (file) => ({
      pattern: new URLPattern({ pathname: `/${file.replace(/^app\/|\/route\.ts$/g, "").replace(/\[(\w+)\]/g, ":$1")}` }),
      methods: await import(/* @vite-ignore */ `../../${file}`),
    })),
  );
}

async function answer(request: Request, routes: readonly Route[]): Promise<Response> {
  for (const { pattern, methods } of routes) {
    const match = pattern.exec(request.url);
    const handler = methods[request.method];
    if (!match || typeof handler !== "function") continue;
    const params = Object.entries(match.pathname.groups).map(([name, value]) => [name, decodeURIComponent(value ?? "")]);
    return (handler as Handler)(request, { params: Promise.resolve(Object.fromEntries(params)) });
  }
  return new Response(null, { status: 404 });
}

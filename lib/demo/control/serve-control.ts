import { type Answer, type Exchange, type LoopbackServer, serveLoopback } from "../upstream/serve-loopback.ts";
import { describeWorld } from "./describe-world.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page-assets.ts";
import { renderPage } from "./render-page.ts";
import type { World } from "./world.ts";

const SECURITY = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  // With `no-referrer` a browser sends its forms here without their origin.
  "Referrer-Policy": "same-origin",
  "Cache-Control": "no-store",
};
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Serves the control page and its JSON: `GET /`, `GET /state`, `POST /lanes/{lane}/{action}[?lifetime_s=|times=|seconds=]`,
 * `POST /servers/{server}/kill|start`, `POST /story/pause|resume`. Forms are sent back to the page, others get 204.
 */
export function serveControl(world: World, port?: number): Promise<LoopbackServer> {
  return serveLoopback(async (exchange) => {
    const answer = isForeign(exchange)
      ? refusal(403, "only from this machine's own pages")
      : await answerControl(exchange, world);
    return { ...answer, headers: { ...SECURITY, ...answer.headers } };
  }, port);
}

/** A page of another origin may neither read nor press anything, also not under a name that points here. */
function isForeign({ headers }: Exchange): boolean {
  const host = headers.host ?? "";
  return !LOOPBACK_HOST.test(host) || (headers.origin !== undefined && headers.origin !== `http://${host}`);
}

async function answerControl(exchange: Exchange, world: World): Promise<Answer> {
  if (exchange.method === "POST") return press(exchange, world);
  if (exchange.method !== "GET") return refusal(405, "GET or POST");
  switch (exchange.path) {
    case "/":
      return { status: 200, headers: { "Content-Type": "text/html; charset=utf-8" }, body: renderPage(describeWorld(world)) };
    case "/state":
      return { status: 200, body: describeWorld(world) };
    case "/style.css":
      return { status: 200, headers: { "Content-Type": "text/css; charset=utf-8" }, body: PAGE_STYLE };
    case "/script.js":
      return { status: 200, headers: { "Content-Type": "text/javascript; charset=utf-8" }, body: PAGE_SCRIPT };
    default:
      return refusal(404, "no such page");
  }
}

async function press(exchange: Exchange, world: World): Promise<Answer> {
  const move = findMove(exchange, world);
  if (!move) return refusal(404, "no such button");
  await move();
  const isForm = exchange.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return isForm ? { status: 303, headers: { Location: "/" } } : { status: 204 };
}

function findMove({ path, query }: Exchange, world: World): (() => void | Promise<void>) | undefined {
  const [, group, name, verb] = path.split("/");
  if (group === "story") return world.story?.[name === "pause" ? "pause" : "resume"];
  if (group === "servers" && (verb === "kill" || verb === "start"))
    return world.servers.find((server) => server.state().name === name)?.[verb];
  if (group !== "lanes") return undefined;
  const action = world.lanes.find((lane) => lane.name === name)?.actions.find((candidate) => candidate.name === verb);
  return (
    action &&
    (() =>
      action.run({ lifetimeS: amount(query, "lifetime_s"), times: amount(query, "times"), seconds: amount(query, "seconds") }))
  );
}

function amount(query: URLSearchParams, name: string): number | undefined {
  const value = Number(query.get(name));
  return value > 0 ? value : undefined;
}

function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}

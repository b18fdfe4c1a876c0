import { isLoopback } from "../loopback.ts";
import type { LaneOptions } from "../options.ts";

/** Where a lane's request goes. Throws where the credential would leave its origin or travel in the clear. */
function resolveTarget(lane: LaneOptions, url: string | URL): URL {
  const target = new URL(url, lane.baseUrl);
  if (lane.baseUrl !== undefined && target.origin !== new URL(lane.baseUrl).origin) {
    throw new TypeError(
      `Lane "${lane.name}" sends its credential to ${new URL(lane.baseUrl).origin} only, not to ${target.origin}`,
    );
  }
  if (target.protocol !== "https:" && !isLoopback(target)) {
    throw new TypeError(`Lane "${lane.name}" does not send its credential over ${target.protocol}//`);
  }
  return target;
}

/** `fetch` that adds a credential the way the lane's provider wants it. */
export function authorizedFetch(
  lane: LaneOptions,
  credential: () => string,
  fetch: typeof globalThis.fetch,
): typeof globalThis.fetch {
  return (input, init) => {
    const request = input instanceof Request ? input : null;
    const headers = new Headers(init?.headers ?? request?.headers);
    if (lane.authorize) lane.authorize(headers, credential());
    else headers.set("authorization", `Bearer ${credential()}`);
    return fetch(request ? new Request(resolveTarget(lane, request.url), request) : resolveTarget(lane, input as string | URL), {
      ...init,
      headers,
    });
  };
}

import type { Console } from "./console.ts";

/** A page of the console, by what it is called in the name of a test. */
export interface Route {
  name: string;
  path(api: Console): string | Promise<string>;
}

const fixed = (name: string, path: string): Route => ({ name, path: () => path });
const laneRoute = (name: string, lane: string, tab = ""): Route => ({
  name,
  path: async (api) => `/lanes/${await api.laneId(lane)}${tab}`,
});

/** Every page that somebody signed in can see; `revoked` names a lane whose key is revoked. */
export const routes = (healthy: string, revoked: string): Route[] => [
  fixed("overview", "/"),
  fixed("lanes", "/lanes"),
  laneRoute("a healthy lane", healthy),
  laneRoute("a revoked lane", revoked),
  laneRoute("generations", revoked, "?tab=versions"),
  laneRoute("replicas", healthy, "?tab=replicas"),
  laneRoute("scopes", healthy, "?tab=scopes"),
  laneRoute("calls", healthy, "?tab=calls"),
  laneRoute("policy", healthy, "?tab=policy"),
  fixed("alerts", "/alerts?state=all"),
  { name: "an alert", path: async (api) => `/alerts/${(await api.alerts(revoked))[0]?.id}` },
  fixed("audit", "/audit"),
  fixed("commands", "/commands"),
  fixed("servers", "/servers"),
  { name: "a server", path: async (api) => `/servers/${(await api.lane(healthy)).server.id}` },
  fixed("register a server", "/servers?register=true"),
  fixed("a page that is not there", "/no-such-page"),
];

import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

/**
 * GCP Secret Manager as its REST reference documents it (cloud.google.com/secret-manager/docs/reference/rest/v1, projects.secrets.versions:
 * access, list, addVersion, disable, destroy): versions are counted from 1, `latest` is the newest whatever its state, lists begin with the
 * newest, and what is not enabled answers FAILED_PRECONDITION.
 */
export interface GcpSimulator {
  http: HttpPeer;
  put(text: string): number;
  setState(version: number, state: State): void;
  stateOf(version: number): State | undefined;
  /** Every request fails by this from now on. */
  failure: { code: number; status: string } | null;
  /** Whether its roles let us list versions. */
  mayList: boolean;
  /** Runs before a version is added. */
  beforeAdd: () => void;
  close(): Promise<void>;
}

type State = "ENABLED" | "DISABLED" | "DESTROYED";

export const GCP_TOKEN = "ya29.not-a-real-token";
const PLACE = "/v1/projects/acme/secrets/mcp-github";

export async function startGcp(): Promise<GcpSimulator> {
  const versions: { text: string; state: State }[] = [];
  const nameOf = (number: number) => `projects/1234/secrets/mcp-github/versions/${number}`;

  const http = await startHttpPeer(({ method, path, headers, body }) => {
    if (headers.authorization !== `Bearer ${GCP_TOKEN}`) return fault(401, "UNAUTHENTICATED");
    if (gcp.failure) return fault(gcp.failure.code, gcp.failure.status);
    if (!path.startsWith(PLACE)) return fault(404, "NOT_FOUND");
    const action = path.slice(PLACE.length);
    if (method === "POST" && action === ":addVersion") {
      gcp.beforeAdd();
      const { payload } = JSON.parse(body) as { payload: { data: string } };
      const number = gcp.put(Buffer.from(payload.data, "base64").toString());
      return answer({ name: nameOf(number), state: "ENABLED" });
    }
    const [, name = "", verb] = /^\/versions\/(\w+):(\w+)$/.exec(action) ?? [];
    const number = name === "latest" ? versions.length : Number(name);
    if (verb === "access") return access(number);
    if (verb === "destroy") {
      gcp.setState(number, "DESTROYED");
      return answer({ name: nameOf(number), state: "DESTROYED" });
    }
    return action.startsWith("/versions?") ? list(new URLSearchParams(action.split("?")[1])) : fault(404, "NOT_FOUND");
  });

  function access(number: number): PeerAnswer {
    const version = versions[number - 1];
    if (!version) return fault(404, "NOT_FOUND");
    if (version.state !== "ENABLED") return fault(400, "FAILED_PRECONDITION");
    return answer({ name: nameOf(number), payload: { data: Buffer.from(version.text).toString("base64"), dataCrc32c: "1" } });
  }

  function list(query: URLSearchParams): PeerAnswer {
    if (!gcp.mayList) return fault(403, "PERMISSION_DENIED");
    const enabledOnly = query.get("filter") === "state:ENABLED";
    const all = versions.map(({ state }, index) => ({ name: nameOf(index + 1), state })).reverse();
    const found = all.filter(({ state }) => !enabledOnly || state === "ENABLED").slice(0, Number(query.get("pageSize")));
    return answer(found.length === 0 ? {} : { versions: found, totalSize: all.length });
  }

  const gcp: GcpSimulator = {
    http,
    put: (text) => versions.push({ text, state: "ENABLED" }),
    setState: (number, state) => {
      const version = versions[number - 1];
      if (version) version.state = state;
    },
    stateOf: (number) => versions[number - 1]?.state,
    failure: null,
    mayList: true,
    beforeAdd: () => {},
    close: () => http.close(),
  };
  return gcp;
}

const answer = (body: unknown): PeerAnswer => ({ status: 200, body });
const fault = (code: number, status: string): PeerAnswer => ({ status: code, body: { error: { code, message: "…", status } } });

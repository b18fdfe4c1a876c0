import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GcpSecretManagerStoreOptions, gcpSecretManagerStore } from "#lib/mcp/index.ts";
import { GCP_TOKEN, type GcpSimulator, startGcp } from "../support/gcp-simulator.ts";
import { describeStore, expectFailure } from "../support/store-contract.ts";

const place = (gcp: GcpSimulator, options: Partial<GcpSecretManagerStoreOptions> = {}) =>
  gcpSecretManagerStore({
    project: "acme",
    secret: "mcp-github",
    endpoint: gcp.http.url,
    token: async () => GCP_TOKEN,
    pollMs: 40,
    ...options,
  });

describeStore("gcp_secret_manager", async () => {
  const gcp = await startGcp();
  return {
    store: place(gcp),
    put: async ({ secret, expiresAt, scopes }) => {
      gcp.put(JSON.stringify({ secret, expires_at: expiresAt?.toISOString(), scopes }));
    },
    reads: () => gcp.http.requests.length,
    deny: async () => {
      gcp.failure = { code: 403, status: "PERMISSION_DENIED" };
    },
    cut: () => gcp.close(),
    close: () => gcp.close(),
  };
});

let gcp: GcpSimulator;
beforeEach(async () => {
  gcp = await startGcp();
});
afterEach(() => gcp.close());

describe("the newest enabled version", () => {
  test("counts, and its number is the generation", async () => {
    gcp.put("older");
    gcp.put("newer");
    expect(await place(gcp).read()).toMatchObject({ secret: "newer", version: "2", revision: "2" });
    gcp.setState(2, "DISABLED");
    expect(await place(gcp).read()).toMatchObject({ secret: "older", version: "1" });
  });

  test("is found by Secret Accessor alone unless the newest is disabled, which is then said", async () => {
    gcp.put("older");
    gcp.put("newer");
    gcp.mayList = false;
    expect(await place(gcp).read()).toMatchObject({ secret: "newer" });
    gcp.setState(2, "DISABLED");
    expect((await expectFailure(place(gcp).read(), "denied")).message).toContain("Viewer");
  });

  test("is none where all are gone, which is told apart from an empty secret, and can be followed", async () => {
    gcp.put("older");
    gcp.put("newer");
    gcp.setState(1, "DESTROYED");
    gcp.setState(2, "DISABLED");
    await expectFailure(place(gcp).read(), "deleted");
    await place(gcp).write?.({ secret: "next" }, null);
    expect(await place(gcp).read()).toMatchObject({ secret: "next", version: "3" });
  });
});

test("a version that lost the race is destroyed", async () => {
  gcp.put("old");
  const store = place(gcp);
  const expected = await store.read();
  gcp.beforeAdd = () => {
    gcp.beforeAdd = () => {};
    gcp.put("theirs");
  };
  await expectFailure(store.write?.({ secret: "mine" }, expected), "conflict");
  expect(await store.read()).toMatchObject({ secret: "theirs", version: "2" });
  expect(gcp.stateOf(3)).toBe("DESTROYED");
});

describe("what GCP answers instead", () => {
  test.each([
    [401, "UNAUTHENTICATED", "denied"],
    [429, "RESOURCE_EXHAUSTED", "rate_limited"],
    [503, "UNAVAILABLE", "unavailable"],
    [400, "INVALID_ARGUMENT", "rejected"],
  ] as const)("%i %s is %s", async (code, status, failure) => {
    gcp.failure = { code, status };
    const error = await expectFailure(place(gcp).read(), failure);
    expect(error.message).toBe(`GCP Secret Manager answered ${code}: ${status}`);
  });
});

describe("the token of the workload", () => {
  /** Plays the metadata server besides, which has one address everywhere. */
  function workload() {
    const asked: RequestInit[] = [];
    const own: typeof fetch = async (input, init = {}) => {
      if (new URL(String(input)).hostname !== "metadata.google.internal") return fetch(input, init);
      asked.push(init);
      return Response.json({ access_token: GCP_TOKEN, expires_in: 3_599, token_type: "Bearer" });
    };
    const options = { project: "acme", secret: "mcp-github", endpoint: gcp.http.url, fetch: own };
    return { asked, store: gcpSecretManagerStore(options) };
  }

  test("is asked for once, with the header that Google insists on", async () => {
    gcp.put("s3cret");
    const { asked, store } = workload();
    await store.read();
    await store.read();
    expect(asked).toHaveLength(1);
    expect(new Headers(asked[0]?.headers).get("metadata-flavor")).toBe("Google");
  });
});

test("an address without TLS is refused unless it is this machine's", () => {
  expect(() => place(gcp, { endpoint: "http://secretmanager.example.com" })).toThrow("https");
});

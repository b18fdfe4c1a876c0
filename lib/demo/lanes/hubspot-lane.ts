import type { HubSpotGrant } from "../upstream/hubspot/grant.ts";
import type { HubSpotSimulator } from "../upstream/hubspot/hubspot.ts";
import { readStoreVersion, writeStore } from "../write-store.ts";
import { type CredentialState, type DemoLane, inUse, type LaneAction } from "./demo-lane.ts";

export type HubSpotLaneOptions = { name: string; hubspot: HubSpotSimulator; storePath: string; accessTokenS: number };
type Issued = { version: number; grant: HubSpotGrant };

const SCOPES = ["crm.objects.contacts.read", "crm.objects.contacts.write"];
const NARROWED = ["crm.objects.contacts.read"];
const HUB_ID = 62_515;
const RATE_LIMIT_S = 30;

/** A lane on a HubSpot grant whose access tokens are refreshed. Puts the first grant into the store. */
export async function createHubSpotLane(options: HubSpotLaneOptions): Promise<DemoLane> {
  const issued: Issued[] = [];
  let version = await readStoreVersion(options.storePath);

  async function putNewGrant(): Promise<void> {
    const grant = options.hubspot.issueGrant({ hubId: HUB_ID, scopes: SCOPES, accessLifetimeMs: options.accessTokenS * 1_000 });
    version += 1;
    issued.unshift({ version, grant });
    await writeStore(options.storePath, {
      version: String(version),
      refresh_token: grant.refreshToken,
      issued_at: new Date().toISOString(),
      scopes: SCOPES,
    });
  }

  await putNewGrant();
  return {
    name: options.name,
    server: "crm",
    provider: "hubspot",
    credentials: () => issued.map(describe),
    actions: actionsOf(() => inUse(issued.map(({ grant }) => grant)), putNewGrant),
  };
}

function describe({ version, grant }: Issued): CredentialState {
  const [token] = grant.accessTokens;
  const limited = grant.rateLimitedUntil !== null && grant.rateLimitedUntil > new Date();
  const failing = Number.isFinite(grant.failingRefreshes) ? `next ${grant.failingRefreshes} refreshes fail` : "refreshes fail";
  return {
    version,
    kind: "oauth grant",
    status: grant.revoked ? "revoked" : grant.refreshEnded && !(token && token.expiresAt > new Date()) ? "expired" : "alive",
    scopes: grant.scopes,
    expiresAt: token?.expiresAt ?? null,
    lastUsedAt: grant.lastUsedAt,
    troubles: [
      ...(limited ? ["rate limited"] : []),
      ...(grant.failingRefreshes > 0 ? [failing] : []),
      ...(grant.refreshEnded ? ["refresh token is dead"] : []),
    ],
  };
}

function actionsOf(current: () => HubSpotGrant, putNewGrant: () => Promise<void>): LaneAction[] {
  return [
    {
      name: "new-key",
      label: "Authorise again",
      says: "A new grant is put into the store. Rotate adopts it; a dead lane adopts it by itself.",
      run: putNewGrant,
    },
    {
      name: "fail-refresh",
      label: "Fail refreshes",
      says: "The token endpoint answers 503 until you heal it. At the second failed attempt: refresh failing. The token in hand serves to its end.",
      run: ({ times = Number.POSITIVE_INFINITY }) => {
        current().failingRefreshes = Math.max(current().failingRefreshes, times);
      },
    },
    {
      name: "kill-grant",
      label: "Kill the grant",
      says: "The next refresh gets invalid_grant: grant dead, expired or revoked, the provider does not say. The token in hand serves to its end.",
      run: () => {
        current().refreshEnded = true;
      },
    },
    {
      name: "revoke",
      label: "Uninstall the app",
      says: "Grant and access tokens are dead at once: the next call gets INVALID_AUTHENTICATION, the lane is revoked and contained.",
      run: () => {
        current().revoked = true;
      },
    },
    {
      name: "expire",
      label: "Expire the access token",
      says: "The next call gets EXPIRED_AUTHENTICATION with the exact time: credential_expired, confirmed, until the next refresh.",
      run: () => {
        for (const token of current().accessTokens) token.expiresAt = new Date();
      },
    },
    {
      name: "narrow",
      label: "Narrow the scope",
      says: "Writing contacts gets MISSING_SCOPES: scope_insufficient with the missing scope. Reading goes on.",
      run: () => {
        current().scopes = NARROWED;
      },
    },
    {
      name: "restore",
      label: "Restore the scope",
      says: "Writing contacts works again.",
      run: () => {
        current().scopes = SCOPES;
      },
    },
    {
      name: "rate-limit",
      label: "Rate-limit for 30 s",
      says: "HubSpot answers 429 TEN_SECONDLY_ROLLING: rate_limited. The credential is fine.",
      run: ({ seconds = RATE_LIMIT_S }) => {
        current().rateLimitedUntil = new Date(Date.now() + seconds * 1_000);
      },
    },
    {
      name: "heal",
      label: "Heal",
      says: "Ends the rate limit and lets refreshes through. A dead grant stays dead.",
      run: () => {
        current().rateLimitedUntil = null;
        current().failingRefreshes = 0;
      },
    },
  ];
}

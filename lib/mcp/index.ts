/** Managed credentials, typed failures and hot rotation for MCP servers. */
export { type LaneRefusal, REFUSAL_META_KEY } from "../contract/refusal.ts";
export { classifyAuthFailure } from "./classify/classify-auth-failure.ts";
export type { Reason } from "./classify/reasons.ts";
export type { AuthVerdict, Knowledge, ProviderResponse } from "./classify/types.ts";
export { createKeeper } from "./keeper.ts";
export type {
  Keeper,
  KeeperEvents,
  KeeperStatus,
  LaneHandle,
  LaneStatus,
  ProtectableServer,
  ProtectOptions,
  ToolCallRequest,
} from "./keeper-types.ts";
export { LaneRefusedError } from "./lane-refused-error.ts";
export type { CredentialContext, KeeperOptions, LaneOptions, Logger, ProbeAnswer } from "./options.ts";
export { type OAuthEndpoint, oauthIntrospection, oauthRevocation } from "./providers/oauth-endpoints.ts";
export { withProviderHooks } from "./providers/with-provider-hooks.ts";
export { type AwsSecretsManagerStoreOptions, awsSecretsManagerStore } from "./stores/aws/aws-secrets-manager-store.ts";
export { type CommandStoreOptions, commandStore } from "./stores/command/command-store.ts";
export { type EnvStoreOptions, envStore } from "./stores/env/env-store.ts";
export { type FileStoreOptions, fileStore } from "./stores/file/file-store.ts";
export { type GcpSecretManagerStoreOptions, gcpSecretManagerStore } from "./stores/gcp/gcp-secret-manager-store.ts";
export { type GitHubAppStoreOptions, githubAppStore } from "./stores/github/github-app-store.ts";
export type { ClientAuthentication, OAuthClient } from "./stores/oauth/client-authentication.ts";
export { type OAuthClientStoreOptions, oauthClientStore } from "./stores/oauth/oauth-client-store.ts";
export { type OAuthRefreshStoreOptions, oauthRefreshStore } from "./stores/oauth/oauth-refresh-store.ts";
export { pollChanges } from "./stores/poll-changes.ts";
export type { RefreshTurn } from "./stores/refresh-turn.ts";
export type {
  RefreshClaim,
  RefreshContext,
  RefreshResult,
  Store,
  StoreLease,
  StoreLock,
  StoreVersion,
} from "./stores/store.ts";
export { StoreError, type StoreFailure } from "./stores/store-error.ts";
export type { VaultAuth, VaultStoreOptions } from "./stores/vault/vault-options.ts";
export { vaultStore } from "./stores/vault/vault-store.ts";

/** Managed credentials, typed failures and hot rotation for MCP servers. */
export { REFUSAL_META_KEY, type LaneRefusal } from "../contract/refusal.ts";
export { classifyAuthFailure } from "./classify/classify-auth-failure.ts";
export type { AuthVerdict, Knowledge, ProviderResponse } from "./classify/types.ts";
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
export { createKeeper } from "./keeper.ts";
export { LaneRefusedError } from "./lane-refused-error.ts";
export type { CredentialContext, KeeperOptions, LaneOptions, Logger, ProbeAnswer } from "./options.ts";
export { fileStore, type FileStoreOptions } from "./stores/file-store.ts";
export { oauthRefreshStore, type OAuthRefreshStoreOptions } from "./stores/oauth-refresh-store.ts";
export type { RefreshContext, RefreshResult, Store, StoreLease, StoreVersion } from "./stores/store.ts";

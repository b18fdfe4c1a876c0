import { createHash } from "node:crypto";
import type { StoreVersion } from "../store.ts";

/** Names a grant for good: by the refresh token that it began with. */
export function grantName({ identity, secret }: StoreVersion): string {
  return identity ?? createHash("sha256").update(secret).digest("hex");
}

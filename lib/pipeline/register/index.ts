export { createServer } from "./create-server.ts";
export { createServerKey } from "./create-server-key.ts";
export { revokeServerKey } from "./revoke-server-key.ts";

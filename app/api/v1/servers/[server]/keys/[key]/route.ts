import { serverKeyPath } from "#lib/contract/server-path.ts";
import { route } from "#lib/http/route.ts";
import { revokeServerKey } from "#lib/pipeline/register/index.ts";

export const DELETE = route({
  auth: "admin",
  params: serverKeyPath,
  handler: ({ ctx, params }) => revokeServerKey({ ctx, server: params.server, keyId: params.key }),
});

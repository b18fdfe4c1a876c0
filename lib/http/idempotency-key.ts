import { fail } from "#lib/pipeline/errors.ts";
import { refuseSecret } from "#lib/pipeline/refuse-secret.ts";

/** The `Idempotency-Key` of a request, or null where it has none. @throws invalid_request where it is empty or too long, secret_material */
export function idempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (key.length === 0 || key.length > 128) throw fail("invalid_request", "Idempotency-Key: 1 to 128 characters");
  refuseSecret({ "Idempotency-Key": key }, "header");
  return key;
}

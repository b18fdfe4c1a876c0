import * as z from "zod/mini";
import { failureOf, type PlaceAnswer } from "../ask-place.ts";
import { scrubSecrets } from "../scrub-secrets.ts";
import { StoreError } from "../store-error.ts";

const errors = z.object({ errors: z.array(z.string()) });

/** What Vault says of its failure; it is terse and quotes no secret, and is looked through all the same. */
export function vaultError(answer: PlaceAnswer): StoreError {
  const said = errors.safeParse(answer.body);
  const text = said.success ? said.data.errors.join("; ") : "";
  if (/check-and-set parameter did not match/.test(text)) return new StoreError("conflict", "Somebody else wrote to Vault first");
  return failureOf("Vault", answer, scrubSecrets(text, []));
}

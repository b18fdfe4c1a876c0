import * as z from "zod/mini";
import type { PlaceAnswer } from "../ask-place.ts";
import { credentialOf } from "../credential-text.ts";
import type { StoreVersion } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { vaultError } from "./vault-error.ts";

const kvAnswer = z.object({
  data: z.object({
    data: z.nullable(z.record(z.string(), z.unknown())),
    metadata: z.object({
      version: z.int(),
      created_time: z.string(),
      deletion_time: z.optional(z.string()),
      destroyed: z.optional(z.boolean()),
      custom_metadata: z.optional(z.nullable(z.record(z.string(), z.string()))),
    }),
  }),
});

/** A KV secret as it was answered; `fields` is null where its newest version was deleted. */
export interface KvSecret {
  version: number;
  fields: Record<string, unknown> | null;
  createdAt: Date;
  destroyed: boolean;
  /** An end that stands in the secret's own metadata, for secrets whose fields are not ours to shape. */
  expiresAt: string | undefined;
}

/** What the answer to a read holds, or null where there is no such secret. A deleted version answers 404 with its metadata. */
export function kvSecretOf(answer: PlaceAnswer): KvSecret | null {
  const parsed = kvAnswer.safeParse(answer.body);
  if (!parsed.success) {
    if (answer.status === 404) return null;
    throw answer.status === 200 ? new StoreError("invalid", "Vault's answer is none of KV version 2") : vaultError(answer);
  }
  const { data, metadata } = parsed.data.data;
  return {
    version: metadata.version,
    fields: data,
    createdAt: new Date(metadata.created_time),
    destroyed: metadata.destroyed ?? false,
    expiresAt: metadata.custom_metadata?.expires_at,
  };
}

/** The credential in a KV secret: its fields, and what its metadata adds. */
export function versionOf({ version, fields, createdAt, destroyed, expiresAt }: KvSecret, field?: string): StoreVersion {
  if (!fields)
    throw new StoreError(
      "deleted",
      `Version ${version} was ${destroyed ? "destroyed" : "deleted"}: write another, or undelete it`,
    );
  const ends = fields.expires_at === undefined && expiresAt !== undefined ? { expires_at: expiresAt } : {};
  const credential = credentialOf({ ...fields, ...ends }, field);
  const issuedAt = credential.issuedAt ?? createdAt;
  return { ...credential, issuedAt, version: credential.version ?? String(version), revision: String(version) };
}

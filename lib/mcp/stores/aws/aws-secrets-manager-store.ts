import { randomUUID } from "node:crypto";
import { type CredentialShape, formatCredential, parseCredential } from "../credential-text.ts";
import { pollChanges } from "../poll-changes.ts";
import { shareFlight } from "../share-flight.ts";
import type { Store, StoreVersion } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { AwsSecret, type AwsVersion } from "./aws-secret.ts";

export interface AwsSecretsManagerStoreOptions extends CredentialShape {
  /** Name or ARN of the secret. */
  secretId: string;
  /** Handed to `SecretsManagerClient` as it is: `region`, `endpoint`, `credentials`, … Default: what the AWS client finds by itself. */
  client?: Record<string, unknown>;
  /** How often to look for a new version while the lane is watched; default once a minute, since every look is paid for. */
  pollMs?: number;
}

const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";

/**
 * A secret of AWS Secrets Manager: text or JSON like a file's. What carries AWSCURRENT is the newest version; what carries AWSPENDING is a
 * candidate, promoted once a rotation has proven it. Needs the package `@aws-sdk/client-secrets-manager`.
 */
export function awsSecretsManagerStore(options: AwsSecretsManagerStoreOptions): Store {
  const { secretId, client = {}, pollMs = 60_000 } = options;
  const secret = new AwsSecret(secretId, client);
  /** The version that was current when a candidate was seen: it is promoted over that one only. */
  const follows = new Map<string, string | undefined>();
  const understand = (version: AwsVersion): StoreVersion => {
    const credential = parseCredential(version.text, options);
    const issuedAt = credential.issuedAt ?? version.createdAt;
    return { ...credential, version: credential.version ?? version.id, revision: version.id, ...(issuedAt ? { issuedAt } : {}) };
  };
  const read = shareFlight(async () => {
    const version = await secret.at(CURRENT);
    return version && understand(version);
  });
  return {
    type: "aws_secrets_manager",
    reference: secretId,
    read,
    watch: (onChange) => pollChanges(read, pollMs, onChange),
    write: async (next, expected) => {
      const present = await secret.at(CURRENT);
      if (present?.id !== expected?.revision)
        throw new StoreError("conflict", "Somebody else wrote to AWS Secrets Manager first");
      await writeVersion(secret, formatCredential(next, options, present?.text ?? ""), present?.id);
    },
    candidate: async () => {
      const [pending, current] = await Promise.all([secret.at(PENDING), secret.at(CURRENT)]);
      if (!pending || pending.id === current?.id) return null;
      follows.set(pending.id, current?.id);
      return understand(pending);
    },
    promote: async ({ revision = "" }) => {
      await secret.move(CURRENT, revision, follows.get(revision));
      await tidy(secret, PENDING, revision);
    },
  };
}

/**
 * A version is added under a label of its own first: AWSCURRENT moves to it only from the version that was read, which AWS checks
 * itself.
 */
async function writeVersion(secret: AwsSecret, text: string, from: string | undefined): Promise<void> {
  const id = randomUUID();
  const label = `LANEKEEPER-${id}`;
  await secret.add(text, id, label);
  // The first version of a secret is the current one from its beginning.
  if (from === undefined && (await secret.at(CURRENT))?.id === id) return;
  try {
    await secret.move(CURRENT, id, from);
  } finally {
    await tidy(secret, label, id);
  }
}

/** A label that stays is in nobody's way. */
async function tidy(secret: AwsSecret, label: string, from: string | undefined): Promise<void> {
  await secret.move(label, undefined, from).catch(() => undefined);
}

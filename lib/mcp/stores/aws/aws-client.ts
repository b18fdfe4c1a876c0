import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { StoreError } from "../store-error.ts";

type Aws = typeof import("@aws-sdk/client-secrets-manager");

export interface AwsClient {
  aws: Aws;
  client: SecretsManagerClient;
}

/** The AWS client with the author's configuration. It is theirs to install: who keeps secrets elsewhere does not need it. */
export async function loadAwsClient(configuration: Record<string, unknown>): Promise<AwsClient> {
  const aws = await load();
  return { aws, client: new aws.SecretsManagerClient({ maxAttempts: 2, ...configuration }) };
}

async function load(): Promise<Aws> {
  try {
    return await import("@aws-sdk/client-secrets-manager");
  } catch {
    throw new StoreError(
      "not_installed",
      "The AWS client is not installed: run `npm install @aws-sdk/client-secrets-manager` beside your server",
    );
  }
}

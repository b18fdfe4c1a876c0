import { shareFlight } from "../share-flight.ts";
import { StoreError } from "../store-error.ts";
import { type AwsClient, loadAwsClient } from "./aws-client.ts";
import { awsError, isNamed } from "./aws-error.ts";

const TIMEOUT_MS = 8_000;

export interface AwsVersion {
  id: string;
  text: string;
  createdAt: Date | undefined;
}

/** One secret of AWS Secrets Manager: its versions by their staging labels. */
export class AwsSecret {
  readonly #id: string;
  readonly #load: () => Promise<AwsClient>;
  #loaded: AwsClient | null = null;

  constructor(secretId: string, configuration: Record<string, unknown>) {
    this.#id = secretId;
    this.#load = shareFlight(async () => {
      this.#loaded ??= await loadAwsClient(configuration);
      return this.#loaded;
    });
  }

  /** The version that carries a label, or null where none does. */
  async at(label: string): Promise<AwsVersion | null> {
    try {
      const found = await this.#run(({ aws, client }, options) =>
        client.send(new aws.GetSecretValueCommand({ SecretId: this.#id, VersionStage: label }), options),
      );
      const { VersionId: id = "", SecretString, SecretBinary, CreatedDate } = found;
      return { id, text: SecretString ?? new TextDecoder().decode(SecretBinary), createdAt: CreatedDate };
    } catch (error) {
      if (isNamed(error, "ResourceNotFoundException")) return null;
      throw awsError(error);
    }
  }

  /** Adds a version under a label of its own and returns its id. */
  async add(text: string, id: string, label: string): Promise<void> {
    const version = { SecretString: text, ClientRequestToken: id };
    try {
      await this.#run(({ aws, client }, options) =>
        client.send(new aws.PutSecretValueCommand({ SecretId: this.#id, ...version, VersionStages: [label] }), options),
      );
    } catch (error) {
      if (!isNamed(error, "ResourceNotFoundException")) throw awsError(error);
      await this.#create(version);
    }
  }

  /** Moves a label to a version, where the one named `from` carries it, or none does. */
  async move(label: string, to: string | undefined, from: string | undefined): Promise<void> {
    try {
      const move = { SecretId: this.#id, VersionStage: label, MoveToVersionId: to, RemoveFromVersionId: from };
      await this.#run(({ aws, client }, options) => client.send(new aws.UpdateSecretVersionStageCommand(move), options));
    } catch (error) {
      const isTaken = isNamed(error, "InvalidParameterException") || isNamed(error, "InvalidRequestException");
      throw isTaken ? new StoreError("conflict", "Somebody else wrote to AWS Secrets Manager first") : awsError(error);
    }
  }

  async #create(version: { SecretString: string; ClientRequestToken: string }): Promise<void> {
    try {
      await this.#run(({ aws, client }, options) =>
        client.send(new aws.CreateSecretCommand({ Name: this.#id, ...version }), options),
      );
    } catch (error) {
      throw isNamed(error, "ResourceExistsException")
        ? new StoreError("conflict", "Somebody else made the secret first")
        : awsError(error);
    }
  }

  async #run<T>(send: (loaded: AwsClient, options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    return send(await this.#load(), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  }
}

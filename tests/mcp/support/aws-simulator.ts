import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

/**
 * AWS Secrets Manager as its API reference documents it (docs.aws.amazon.com/secretsmanager/latest/apireference: GetSecretValue,
 * PutSecretValue, CreateSecret, UpdateSecretVersionStage), in the JSON 1.1 protocol with `X-Amz-Target`.
 */
export interface AwsSimulator {
  http: HttpPeer;
  /** What to hand to the client. */
  client: Record<string, unknown>;
  /** Adds a version as an owner does, under labels that move to it. */
  put(text: string, ...labels: string[]): string;
  /** Version that carries a label. */
  at(label: string): string | undefined;
  labels(): string[];
  /** Every request fails by this name from now on. */
  failure: { name: string; status: number; message?: string } | null;
  close(): Promise<void>;
}

interface Version {
  id: string;
  text: string;
  createdS: number;
}

type Input = Record<string, string | undefined> & { VersionStages?: string[] };

export async function startAws(secretId: string): Promise<AwsSimulator> {
  const versions = new Map<string, Version>();
  const stages = new Map<string, string>();
  let made = 0;

  const http = await startHttpPeer(({ headers, body }) => {
    if (!headers.authorization?.startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"))
      return fault("MissingAuthenticationTokenException");
    if (aws.failure) return fault(aws.failure.name, aws.failure.message, aws.failure.status);
    const action = String(headers["x-amz-target"]).replace("secretsmanager.", "");
    const input = JSON.parse(body) as Input;
    return actions.get(action)?.(input) ?? fault("UnknownOperationException");
  });

  const add = (id: string, text: string, labels: string[]) => {
    if (stages.get("AWSCURRENT") === undefined && labels.length === 0) labels.push("AWSCURRENT");
    versions.set(id, { id, text, createdS: Date.now() / 1_000 });
    for (const label of labels) move(label, id);
  };
  const move = (label: string, to: string) => {
    const from = stages.get(label);
    if (label === "AWSCURRENT" && from !== undefined) stages.set("AWSPREVIOUS", from);
    stages.set(label, to);
  };

  const actions = new Map<string, (input: Input) => PeerAnswer>([
    [
      "GetSecretValue",
      ({ SecretId, VersionStage = "AWSCURRENT" }) => {
        const version = SecretId === secretId ? versions.get(stages.get(VersionStage) ?? "") : undefined;
        if (!version) return fault("ResourceNotFoundException");
        const { id, text, createdS } = version;
        return answer({ Name: secretId, VersionId: id, SecretString: text, CreatedDate: createdS });
      },
    ],
    [
      "PutSecretValue",
      ({ SecretString = "", ClientRequestToken = "", VersionStages }) => {
        if (versions.size === 0) return fault("ResourceNotFoundException");
        add(ClientRequestToken, SecretString, VersionStages ?? ["AWSCURRENT"]);
        return answer({ VersionId: ClientRequestToken });
      },
    ],
    [
      "CreateSecret",
      ({ SecretString = "", ClientRequestToken = "" }) => {
        if (versions.size > 0) return fault("ResourceExistsException");
        add(ClientRequestToken, SecretString, ["AWSCURRENT"]);
        return answer({ VersionId: ClientRequestToken });
      },
    ],
    [
      "UpdateSecretVersionStage",
      ({ VersionStage = "", MoveToVersionId, RemoveFromVersionId }) => {
        const holder = stages.get(VersionStage);
        if (holder !== undefined && holder !== RemoveFromVersionId && holder !== MoveToVersionId)
          return fault("InvalidParameterException", "RemoveFromVersionId must be the version that carries the label");
        if (holder === undefined && RemoveFromVersionId !== undefined) return fault("InvalidParameterException");
        if (MoveToVersionId === undefined) stages.delete(VersionStage);
        else move(VersionStage, MoveToVersionId);
        return answer({ Name: secretId });
      },
    ],
  ]);

  const aws: AwsSimulator = {
    http,
    client: {
      endpoint: http.url,
      region: "eu-central-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "not-a-real-secret" },
    },
    put: (text, ...labels) => {
      made += 1;
      const id = `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`;
      add(id, text, labels.length > 0 ? labels : ["AWSCURRENT"]);
      return id;
    },
    at: (label) => stages.get(label),
    labels: () => [...stages.keys()].sort(),
    failure: null,
    close: () => http.close(),
  };
  return aws;
}

const TYPE = { "content-type": "application/x-amz-json-1.1" };
const answer = (body: unknown): PeerAnswer => ({ status: 200, headers: TYPE, body });
const fault = (name: string, message = "", status = 400): PeerAnswer => ({
  status,
  headers: TYPE,
  body: { __type: name, message, Message: message },
});

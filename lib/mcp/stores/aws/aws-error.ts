import { StoreError, type StoreFailure } from "../store-error.ts";

/** Error names of AWS and of its client; whatever else comes is told by its status. */
const FAILURES: Readonly<Record<string, StoreFailure>> = {
  AccessDeniedException: "denied",
  UnrecognizedClientException: "denied",
  InvalidSignatureException: "denied",
  IncompleteSignature: "denied",
  MissingAuthenticationTokenException: "denied",
  ExpiredTokenException: "denied",
  CredentialsProviderError: "denied",
  DecryptionFailure: "denied",
  EncryptionFailure: "denied",
  ThrottlingException: "rate_limited",
  TooManyRequestsException: "rate_limited",
  LimitExceededException: "rate_limited",
  InternalServiceError: "unavailable",
  ServiceUnavailableException: "unavailable",
};

interface AwsFailure {
  name?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
}

export const isNamed = (error: unknown, name: string): boolean => (error as AwsFailure | null)?.name === name;

/** What an error of the AWS client stands for. Its message may quote a key id or an address, and is left out. */
export function awsError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { name = "", message = "", $metadata } = (error ?? {}) as AwsFailure;
  if (name === "InvalidRequestException" && /marked for deletion/.test(message))
    return new StoreError("deleted", "The secret is marked for deletion: restore it");
  const status = $metadata?.httpStatusCode;
  if (status === undefined && !(name in FAILURES)) return new StoreError("unreachable", "AWS Secrets Manager cannot be reached");
  const failure = FAILURES[name] ?? ((status ?? 0) >= 500 ? "unavailable" : "rejected");
  return new StoreError(failure, `AWS Secrets Manager answered ${name}`);
}

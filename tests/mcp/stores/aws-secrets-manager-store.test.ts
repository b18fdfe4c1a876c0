import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AwsSecretsManagerStoreOptions, awsSecretsManagerStore } from "#lib/mcp/index.ts";
import { type AwsSimulator, startAws } from "../support/aws-simulator.ts";
import { describeStore, expectFailure } from "../support/store-contract.ts";

const SECRET = "mcp/github";

describeStore("aws_secrets_manager", async () => {
  const aws = await startAws(SECRET);
  return {
    store: awsSecretsManagerStore({ secretId: SECRET, client: aws.client, pollMs: 40 }),
    put: async ({ secret, expiresAt, scopes }) => {
      aws.put(JSON.stringify({ secret, expires_at: expiresAt?.toISOString(), scopes }));
    },
    reads: () => aws.http.requests.length,
    deny: async () => {
      aws.failure = { name: "AccessDeniedException", status: 400 };
    },
    cut: () => aws.close(),
    close: () => aws.close(),
  };
});

let aws: AwsSimulator;
beforeEach(async () => {
  aws = await startAws(SECRET);
});
afterEach(() => aws.close());

const open = (options: Partial<AwsSecretsManagerStoreOptions> = {}) =>
  awsSecretsManagerStore({ secretId: SECRET, client: aws.client, ...options });

describe("what is read", () => {
  test("is what carries AWSCURRENT, with its id for a version and its making for the issue", async () => {
    aws.put("older");
    const id = aws.put("newer");
    aws.put("tried out", "AWSPENDING");
    const version = await open().read();
    expect(version).toMatchObject({ secret: "newer", version: id, revision: id });
    expect(Math.abs((version?.issuedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
  });

  test("may stand in a field of a document that others shape", async () => {
    aws.put(JSON.stringify({ username: "mcp", password: "pa55word" }));
    expect(await open({ field: "password" }).read()).toMatchObject({ secret: "pa55word" });
  });
});

describe("a candidate", () => {
  test("is what carries AWSPENDING, and becomes the newest when it is promoted", async () => {
    const old = aws.put("old");
    const id = aws.put("next", "AWSPENDING");
    const store = open();
    const candidate = await store.candidate?.();
    expect(candidate).toMatchObject({ secret: "next", revision: id });
    expect(await store.read()).toMatchObject({ secret: "old" });
    if (candidate) await store.promote?.(candidate);
    expect(await store.read()).toMatchObject({ secret: "next" });
    expect([aws.at("AWSCURRENT"), aws.at("AWSPREVIOUS"), aws.at("AWSPENDING")]).toEqual([id, old, undefined]);
  });

  test("is not promoted over what somebody put there since it was seen", async () => {
    aws.put("old");
    aws.put("next", "AWSPENDING");
    const store = open();
    const candidate = await store.candidate?.();
    const others = aws.put("theirs");
    if (candidate) await expectFailure(store.promote?.(candidate), "conflict");
    expect(aws.at("AWSCURRENT")).toBe(others);
  });

  test("is none where nothing is pending, or what is current already", async () => {
    aws.put("only");
    expect(await open().candidate?.()).toBeNull();
    aws.put("both", "AWSPENDING", "AWSCURRENT");
    expect(await open().candidate?.()).toBeNull();
  });
});

test("a write leaves the labels as AWS itself would, and a pending version alone", async () => {
  const old = aws.put("old");
  const pending = aws.put("tried out", "AWSPENDING");
  const store = open();
  await store.write?.({ secret: "new" }, await store.read());
  expect(aws.labels()).toEqual(["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"]);
  expect([aws.at("AWSPREVIOUS"), aws.at("AWSPENDING")]).toEqual([old, pending]);
});

describe("what AWS answers instead", () => {
  test.each([
    ["ThrottlingException", 400, "rate_limited"],
    ["DecryptionFailure", 400, "denied"],
    ["UnrecognizedClientException", 400, "denied"],
    ["InternalServiceError", 500, "unavailable"],
    ["InvalidParameterException", 400, "rejected"],
  ] as const)(
    "%s on %i is %s",
    async (name, status, failure) => {
      aws.put("s3cret");
      aws.failure = { name, status, message: "for AKIDEXAMPLE" };
      const error = await expectFailure(open().read(), failure);
      expect(error.message).toBe(`AWS Secrets Manager answered ${name}`);
    },
    15_000,
  );

  test("a secret that is marked for deletion is told apart", async () => {
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    aws.failure = { name: "InvalidRequestException", status: 400, message };
    await expectFailure(open().read(), "deleted");
  });

  test("credentials that nobody can find are a refusal", async () => {
    const credentials = async () => {
      throw Object.assign(new Error("Could not load credentials from any providers"), { name: "CredentialsProviderError" });
    };
    await expectFailure(open({ client: { ...aws.client, credentials } }).read(), "denied");
  });
});

test("without the AWS client the package starts, and the store says what to install", async () => {
  const hooks = `import { registerHooks } from "node:module";
    registerHooks({ resolve: (name, context, next) => {
      if (name.startsWith("@aws-sdk/")) throw Object.assign(new Error("absent"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(name, context);
    } });`;
  const script = `const { awsSecretsManagerStore } = await import("#lib/mcp/index.ts");
    const failure = await awsSecretsManagerStore({ secretId: "x" }).read().catch(({ failure, message }) => ({ failure, message }));
    console.log(JSON.stringify(failure));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    `data:text/javascript,${encodeURIComponent(hooks)}`,
    "--input-type=module",
    "--eval",
    script,
  ]);
  expect(JSON.parse(stdout)).toEqual({
    failure: "not_installed",
    message: expect.stringContaining("npm install @aws-sdk/client-secrets-manager"),
  });
});

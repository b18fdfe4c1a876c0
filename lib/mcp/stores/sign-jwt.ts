import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { StoreError } from "./store-error.ts";

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A signed JWT over `claims`; the algorithm follows from the kind of the private key (PEM): RS256, ES256 or EdDSA. */
export function signJwt(claims: object, privateKey: string, header: { kid?: string } = {}): string {
  const key = readKey(privateKey);
  const content = `${encode({ alg: algorithmOf(key), typ: "JWT", ...header })}.${encode(claims)}`;
  const hash = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  return `${content}.${sign(hash, Buffer.from(content), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says may quote the key.
    throw new StoreError("invalid", "The secret is not a private key in PEM");
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === "rsa") return "RS256";
  if (asymmetricKeyType === "ed25519") return "EdDSA";
  if (asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1") return "ES256";
  throw new StoreError("invalid", `Tokens cannot be signed with a key of the kind ${asymmetricKeyType}`);
}
